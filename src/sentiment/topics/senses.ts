import * as classes from './classes.ts';
import type { TokenRow } from './rows.ts';
import { hasClass, tokenAt, wordAt } from './token.ts';
import { WordList, wordNumber } from './words/word-list.ts';
import * as senses from './words/senses.ts';

/** How far a predicate is searched from its subject, in tokens. */
const reach = 4;

const predicates: ReadonlyMap<number, number> = new Map(
  senses.predicates.flatMap(([value, list]) => [...list].map((word) => [wordNumber(word), value] as const)),
);

/** The words that {@link resolveSense} tests. */
export const senseWords: readonly string[] = [
  ...senses.predicates.flatMap(([, list]) => [...list]),
  ...senses.dying,
  ...senses.drinks,
  ...senses.cold,
  ...senses.hot,
  ...senses.flat,
];

const sensed = new WordList(senseWords);

/** Gives the last token, or the one before it, an opinion that depends on its subject. */
export function resolveSense(tokens: readonly TokenRow[]): void {
  const at = tokens.length - 1;
  const token = tokens[at];
  if (token === undefined) return;
  const { word } = token;
  if (!sensed.has(word)) return;
  const before = tokenAt(tokens, at - 1);
  if (senses.drinks.has(word) && before?.gap === 0) {
    if (senses.cold.has(before.word)) before.base = 1;
    if (senses.flat.has(before.word)) before.base = -1.5;
  }
  const predicate = predicates.get(word);
  const isDying = senses.dying.has(word);
  const isCold = senses.cold.has(word);
  const isHot = senses.hot.has(word);
  if (predicate === undefined && !isDying && !isCold && !isHot && !senses.flat.has(word)) return;
  const verb = verbBefore(tokens, at);
  const subject = wordAt(tokens, verb === undefined ? at - 1 : verb - 1);
  if (senses.flat.has(word) && verb !== undefined && senses.drinks.has(subject)) token.base = -1.5;
  if (isCold && verb !== undefined && senses.drinks.has(subject)) token.base = 1;
  if (isHot && verb !== undefined && senses.dishes.has(subject)) token.base = 1;
  if (isDying && senses.machines.has(subject)) {
    token.base = -2;
    token.role = verb === undefined ? 'subject' : 'quality';
  } else if (predicate !== undefined && verb !== undefined && token.base >= -2.5) token.base = predicate;
}

/** Returns the index of the verb that a predicate belongs to, with only adverbs and the like in between. */
function verbBefore(tokens: readonly TokenRow[], at: number): number | undefined {
  for (let back = at - 1; back >= Math.max(0, at - reach); back--) {
    const token = tokens[back];
    if (token === undefined || token.gap > 0) return undefined;
    if (hasClass(token, classes.link) || senses.arriving.has(token.word)) return back;
    if (!hasClass(token, classes.adverb) && token.booster === 0 && !token.negates) return undefined;
  }
  return undefined;
}
