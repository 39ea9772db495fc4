import * as classes from './classes.ts';
import { hasClass, type TopicTokenDraft } from './token.ts';

/** How far a predicate is searched from its subject, in tokens. */
const reach = 4;

/**
 * Words that express an opinion only as predicates (`was late`, but `the late show`; `were fire`, but `a fire`). The
 * list and the values are our own.
 */
const predicates: ReadonlyMap<string, number> = tableOf([
  [2, 'fire lit gold bussin peak mint buzzing flames goated kind'],
  [-1.5, 'late mid dead down off missing empty closed cancelled wooden pants'],
]);
/** Verbs, besides the linking ones, that such a predicate may follow. */
const arriving = new Set(
  'arrive arrives arrived arriving came comes come show shows showed turn turned running runs'.split(' '),
);
/** Machines, which die without a death. */
const machines = new Set(
  (
    'phone iphone android battery laptop tablet ipad macbook charger screen console pc computer mac monitor tv car ' +
    'van bike engine motor app server site website wifi internet router connection camera mic microphone printer ' +
    'mouse keyboard headphones earbuds speaker speakers watch fridge freezer oven washer dryer dishwasher boiler ' +
    'heater fan lift elevator game link hdd ssd drive'
  ).split(' '),
);
const dying = new Set(['died', 'dies', 'dying', 'dead']);
/** Drinks that are better cold. */
const drinks = new Set(
  'beer beers drink drinks pint pints cider lager soda coke lemonade water milkshake juice cocktail cocktails'.split(
    ' ',
  ),
);
const flat = 'flat';
const hot = 'hot';
/** Dishes that are better hot. */
const dishes = new Set(
  'soup coffee tea food fries chips pizza meal pie shower showers bath pasta dinner curry'.split(' '),
);
const cold = new Set(['cold', 'ice-cold', 'chilled']);

/** The words that {@link resolveSense} tests. */
export const senseWords: readonly string[] = [...predicates.keys(), ...dying, ...drinks, ...cold, hot, flat];

/** Gives the last token, or the one before it, an opinion that depends on its subject. */
export function resolveSense(tokens: readonly TopicTokenDraft[]): void {
  const at = tokens.length - 1;
  const token = tokens[at];
  if (token === undefined) return;
  const { word } = token;
  const before = tokens[at - 1];
  if (drinks.has(word) && before?.gap === 0) {
    if (cold.has(before.word)) before.base = 1;
    if (before.word === flat) before.base = -1.5;
  }
  const predicate = predicates.get(word);
  const isDying = dying.has(word);
  const isCold = cold.has(word);
  const isHot = word === hot;
  if (predicate === undefined && !isDying && !isCold && !isHot && word !== flat) return;
  const verb = verbBefore(tokens, at);
  const subject = tokens[verb === undefined ? at - 1 : verb - 1]?.word ?? '';
  if (word === flat && verb !== undefined && drinks.has(subject)) token.base = -1.5;
  if (isCold && verb !== undefined && drinks.has(subject)) token.base = 1;
  if (isHot && verb !== undefined && dishes.has(subject)) token.base = 1;
  if (isDying && machines.has(subject)) {
    token.base = -2;
    token.role = verb === undefined ? 'subject' : 'quality';
  } else if (predicate !== undefined && verb !== undefined && token.base >= -2.5) token.base = predicate;
}

/** Returns the index of the verb that a predicate belongs to, with only adverbs and the like in between. */
function verbBefore(tokens: readonly TopicTokenDraft[], at: number): number | undefined {
  for (let back = at - 1; back >= Math.max(0, at - reach); back--) {
    const token = tokens[back];
    if (token === undefined || token.gap > 0) return undefined;
    if (hasClass(token, classes.link) || arriving.has(token.word)) return back;
    if (!hasClass(token, classes.adverb) && token.booster === 0 && !token.negates) return undefined;
  }
  return undefined;
}

function tableOf(lists: readonly (readonly [number, string])[]): ReadonlyMap<string, number> {
  return new Map(lists.flatMap(([value, words]) => words.split(' ').map((word) => [word, value] as const)));
}
