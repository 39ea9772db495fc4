import * as classes from './classes.ts';
import type { Role } from './words/opinion-words.ts';
import { hasClass, type TopicTokenDraft } from './token.ts';

/** Words after which `like` is a verb; elsewhere it compares. */
const likers: ReadonlySet<string> = new Set(
  (
    "n't to also really still always never not do does did don't didn't doesn't dont didnt people and kinda actually " +
    'definitely especially particularly i we you they who u just all both'
  ).split(' '),
);
const choosing = new Set(['choose', 'chose', 'chosen', 'pick', 'picked', 'take']);
const repeated = new Set(
  'buy buying order ordering get use using visit visiting eat watch fly book read play'.split(' '),
);
const intending = new Set(['would', "i'd", "we'd", "'d", 'will', "i'll", "we'll", "'ll", 'gladly', 'happily']);
const participles = new Set('written made built done put thought kept spent run'.split(' '));
const be = new Set('is are was were be been being'.split(' '));
const cannot: ReadonlySet<string> = new Set(["can't", 'cannot', 'cant', "couldn't", 'couldnt']);

/** The words that these rules test, and those that they test right before another word. */
export const contextWords: readonly string[] =
  'like over again as to than then of day wait stand beat miss rule cheap pretty well too be been'.split(' ');

/**
 * Adjusts the last token and those before it where the sense of a word depends on its neighbours. The rules are our
 * own: `like` as a preposition, `pretty` and other boosters as adverbs, and the phrases of `phraseAt`.
 */
export function resolveContext(tokens: readonly TopicTokenDraft[]): void {
  const at = tokens.length - 1;
  const token = tokens[at];
  const neighbour = tokens[at - 1];
  if (token === undefined || neighbour === undefined) return;
  const before = neighbour.gap === 0 ? neighbour : undefined;
  if (token.isCue && token.word === 'like' && (before === undefined || !likers.has(before.word))) token.base = 0;
  if (before === undefined) return;
  if (token.isCue || before.isCue) resolveCue(tokens, at, before);
  if (before.booster !== 0 && token.base !== 0 && token.role !== 'duty') before.base = 0;
}

/** Applies the rules that test a word by name: the token at `at`, or the one before it. */
function resolveCue(tokens: readonly TopicTokenDraft[], at: number, before: TopicTokenDraft): void {
  const token = tokens[at];
  if (token === undefined) return;
  const { word } = token;
  if (word === 'over') preferring(tokens, at);
  if (word === 'again') repeating(tokens, at);
  if (word === 'as') falling(tokens, at);
  if (before.word === 'thanks' && word === 'to') blaming(tokens, at - 1);
  if (before.word === 'rather' && word === 'than') preferring(tokens, at - 1);
  if (before.word === 'instead' && word === 'of') preferring(tokens, at - 1);
  if (word === 'day' && before.word === 'any') anyDay(tokens, at - 1);
  if (before.word === 'miss' && hasClass(token, classes.determiner) && (tokens[at - 2]?.gap ?? 3) === 3)
    longing(before);
  const phrase = phraseAt(tokens, at, before);
  if (phrase !== undefined) [token.base, token.role] = phrase;
  if (before.word === 'pretty' && (token.base !== 0 || hasClass(token, classes.adverb | classes.determiner))) {
    before.base = 0;
    before.booster = 0.293;
  }
}

/** Handles `choose A over B`. */
function preferring(tokens: readonly TopicTokenDraft[], over: number): void {
  for (let at = over - 2; at >= over - 4; at--) {
    const token = tokens[at];
    if (token === undefined || token.gap > 0) return;
    if (!choosing.has(token.word)) continue;
    token.base = 2;
    token.role = 'object';
  }
}

/** Handles `missed it thanks to A`, which blames A. */
function blaming(tokens: readonly TopicTokenDraft[], thanks: number): void {
  let sum = 0;
  for (let at = thanks - 1; at >= Math.max(0, thanks - 12); at--) {
    const token = tokens[at];
    if (token === undefined || token.gap > 1) break;
    sum += token.negates && token.base === 0 ? -1 : token.base;
  }
  const token = tokens[thanks];
  if (token !== undefined && sum < 0) token.base = -1.5;
}

/** Handles `not as sharp as B`: an unknown quality that one side lacks is a merit. */
function falling(tokens: readonly TopicTokenDraft[], as: number): void {
  const merit = tokens[as - 1];
  if (merit?.base !== 0 || merit.classes !== 0 || tokens[as - 2]?.word !== 'as') return;
  for (let at = as - 3; at >= Math.max(0, as - 5); at--) {
    if (tokens[at]?.gap !== 0) return;
    if (tokens[at]?.negates === true) merit.base = 1.5;
  }
}

/** Handles `would buy A again`, `never buy A again`. */
function repeating(tokens: readonly TopicTokenDraft[], again: number): void {
  for (let at = again - 1; at >= Math.max(1, again - 8); at--) {
    const token = tokens[at];
    if (token === undefined || token.gap > 0) return;
    if (!repeated.has(token.word)) continue;
    const modal =
      tokens[hasClass(tokens[at - 1], classes.adverb) && tokens[at - 1]?.negates !== true ? at - 2 : at - 1];
    if (modal === undefined || !(intending.has(modal.word) || modal.negates)) return;
    token.base = 1.5;
    token.role = 'object';
  }
}

/** Handles `Miss the A.` without a speaker. */
function longing(token: TopicTokenDraft): void {
  token.base = 1.5;
  token.role = 'object';
}

/** Handles `A over B any day`. */
function anyDay(tokens: readonly TopicTokenDraft[], any: number): void {
  for (let at = any - 1; at >= Math.max(1, any - 6); at--) {
    const token = tokens[at];
    if (token === undefined || token.gap > 0) return;
    if (token.word !== 'over' || token.base !== 0) continue;
    token.base = 2;
    return;
  }
}

/**
 * Returns the opinion of a phrase that the token completes. A negation inside the phrase is already part of the value.
 */
function phraseAt(
  tokens: readonly TopicTokenDraft[],
  at: number,
  before: TopicTokenDraft,
): readonly [number, Role] | undefined {
  const token = tokens[at];
  switch (token?.word ?? '') {
    case 'wait':
      return isCannot(tokens, at - 1) ? [-2.5, 'emotion'] : undefined;
    case 'stand':
      return isCannot(tokens, at - 1) ? [2.5, 'object'] : undefined;
    case 'beat':
      if (before.word === 'be') return isCannot(tokens, at - 2) ? [-2.5, 'quality'] : undefined;
      return isCannot(tokens, at - 1) ? [-2.5, 'object'] : undefined;
    case 'to':
      return before.word === 'forward' && startsWith(tokens[at - 2], 'look') ? [2, 'emotion'] : undefined;
    case 'miss':
      return hasClass(before, classes.speaker) ? [1.5, 'object'] : undefined;
    case 'day':
      return before.word === 'my' && startsWith(tokens[at - 2], 'ma') ? [2.5, 'subject'] : undefined;
    case 'rule':
      return before.word === 'they' ? [2, 'subject'] : undefined;
    case 'cheap':
      return hasClass(before, classes.link) && !be.has(before.word) ? [-1.5, 'quality'] : undefined;
    default:
      if (before.word === 'well' && isParticiple(token)) return [1.8, 'quality'];
      if (isUnsurpassed(tokens, at)) return [token?.word === 'worse' ? 2.5 : -2.5, 'quality'];
      return isExcess(token, before) ? [-1.5, 'quality'] : undefined;
  }
}

/** Returns whether a word is a participle, as in `well made`. */
function isParticiple(token: TopicTokenDraft | undefined): boolean {
  const word = token?.word ?? '';
  return word.endsWith('ed') || participles.has(word);
}

/** Returns whether a comparative completes `couldn't be better` or `couldn't have been nicer`. */
function isUnsurpassed(tokens: readonly TopicTokenDraft[], at: number): boolean {
  const verb = tokens[at - 1]?.word;
  if (verb !== 'be' && verb !== 'been') return false;
  const word = tokens[at]?.word ?? '';
  if (!(word.endsWith('er') || word === 'worse')) return false;
  if (verb === 'be') return isCannot(tokens, at - 2);
  return tokens[at - 2]?.word === 'have' && isCannot(tokens, at - 3);
}

/** Returns whether `too` precedes a plain adjective, which finds fault. */
function isExcess(token: TopicTokenDraft | undefined, before: TopicTokenDraft): boolean {
  return before.word === 'too' && token?.base === 0 && token.classes === 0 && !token.symbol && token.word !== '';
}

function startsWith(token: TopicTokenDraft | undefined, stem: string): boolean {
  return token?.word.startsWith(stem) === true;
}

function isCannot(tokens: readonly TopicTokenDraft[], at: number): boolean {
  const word = tokens[at]?.word ?? '';
  if (cannot.has(word)) return true;
  return (word === "n't" || word === 'not') && ['can', 'ca', 'could'].includes(tokens[at - 1]?.word ?? '');
}
