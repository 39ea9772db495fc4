import * as classes from './classes.ts';
import type { Role } from './opinion-words.ts';
import { is, type Draft } from './unit.ts';

/** After these, `like` is a verb; elsewhere it compares. */
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

/** The words that these rules ask for, and those that they ask for right before another. */
export const contextWords: readonly string[] =
  'like over again as to than then of day wait stand beat miss rule cheap pretty well too be been'.split(' ');

/**
 * What a new last unit and those before it make of each other: words whose sense hangs on their neighbours. Own rules:
 * `like` as a preposition, `pretty` and other boosters as adverbs, and the phrases of `phraseAt`.
 */
export function inContext(units: readonly Draft[]): void {
  const at = units.length - 1;
  const unit = units[at];
  const neighbour = units[at - 1];
  if (unit === undefined || neighbour === undefined) return;
  const before = neighbour.gap === 0 ? neighbour : undefined;
  if (unit.isCue && unit.word === 'like' && (before === undefined || !likers.has(before.word))) unit.base = 0;
  if (before === undefined) return;
  if (unit.isCue || before.isCue) cued(units, at, before);
  if (before.booster !== 0 && unit.base !== 0 && unit.role !== 'duty') before.base = 0;
}

/** The rules that ask for a word by name: the unit at `at`, or the one before it. */
function cued(units: readonly Draft[], at: number, before: Draft): void {
  const unit = units[at];
  if (unit === undefined) return;
  const { word } = unit;
  if (word === 'over') preferring(units, at);
  if (word === 'again') repeating(units, at);
  if (word === 'as') falling(units, at);
  if (before.word === 'thanks' && word === 'to') blaming(units, at - 1);
  if (before.word === 'rather' && word === 'than') preferring(units, at - 1);
  if (before.word === 'instead' && word === 'of') preferring(units, at - 1);
  if (word === 'day' && before.word === 'any') anyDay(units, at - 1);
  if (before.word === 'miss' && is(unit, classes.determiner) && (units[at - 2]?.gap ?? 3) === 3) longing(before);
  const phrase = phraseAt(units, at, before);
  if (phrase !== undefined) [unit.base, unit.role] = phrase;
  if (before.word === 'pretty' && (unit.base !== 0 || is(unit, classes.adverb | classes.determiner))) {
    before.base = 0;
    before.booster = 0.293;
  }
}

/** `choose A over B`. */
function preferring(units: readonly Draft[], over: number): void {
  for (let at = over - 2; at >= over - 4; at--) {
    const unit = units[at];
    if (unit === undefined || unit.gap > 0) return;
    if (!choosing.has(unit.word)) continue;
    unit.base = 2;
    unit.role = 'object';
  }
}

/** `missed it thanks to A` blames A. */
function blaming(units: readonly Draft[], thanks: number): void {
  let sum = 0;
  for (let at = thanks - 1; at >= Math.max(0, thanks - 12); at--) {
    const unit = units[at];
    if (unit === undefined || unit.gap > 1) break;
    sum += unit.negates && unit.base === 0 ? -1 : unit.base;
  }
  const unit = units[thanks];
  if (unit !== undefined && sum < 0) unit.base = -1.5;
}

/** `not as sharp as B`: what one side falls short of is a merit, unless the words say otherwise. */
function falling(units: readonly Draft[], as: number): void {
  const merit = units[as - 1];
  if (merit?.base !== 0 || merit.classes !== 0 || units[as - 2]?.word !== 'as') return;
  for (let at = as - 3; at >= Math.max(0, as - 5); at--) {
    if (units[at]?.gap !== 0) return;
    if (units[at]?.negates === true) merit.base = 1.5;
  }
}

/** `would buy A again`, `never buy A again`. */
function repeating(units: readonly Draft[], again: number): void {
  for (let at = again - 1; at >= Math.max(1, again - 8); at--) {
    const unit = units[at];
    if (unit === undefined || unit.gap > 0) return;
    if (!repeated.has(unit.word)) continue;
    const modal = units[is(units[at - 1], classes.adverb) && units[at - 1]?.negates !== true ? at - 2 : at - 1];
    if (modal === undefined || !(intending.has(modal.word) || modal.negates)) return;
    unit.base = 1.5;
    unit.role = 'object';
  }
}

/** `Miss the A.` without its speaker. */
function longing(unit: Draft): void {
  unit.base = 1.5;
  unit.role = 'object';
}

/** `A over B any day`. */
function anyDay(units: readonly Draft[], any: number): void {
  for (let at = any - 1; at >= Math.max(1, any - 6); at--) {
    const unit = units[at];
    if (unit === undefined || unit.gap > 0) return;
    if (unit.word !== 'over' || unit.base !== 0) continue;
    unit.base = 2;
    return;
  }
}

/** The opinion that a phrase has of which the unit is the last word. What a negation in it turns stands unturned here. */
function phraseAt(units: readonly Draft[], at: number, before: Draft): readonly [number, Role] | undefined {
  const unit = units[at];
  switch (unit?.word ?? '') {
    case 'wait':
      return isCannot(units, at - 1) ? [-2.5, 'emotion'] : undefined;
    case 'stand':
      return isCannot(units, at - 1) ? [2.5, 'object'] : undefined;
    case 'beat':
      if (before.word === 'be') return isCannot(units, at - 2) ? [-2.5, 'quality'] : undefined;
      return isCannot(units, at - 1) ? [-2.5, 'object'] : undefined;
    case 'to':
      return before.word === 'forward' && startsWith(units[at - 2], 'look') ? [2, 'emotion'] : undefined;
    case 'miss':
      return is(before, classes.speaker) ? [1.5, 'object'] : undefined;
    case 'day':
      return before.word === 'my' && startsWith(units[at - 2], 'ma') ? [2.5, 'subject'] : undefined;
    case 'rule':
      return before.word === 'they' ? [2, 'subject'] : undefined;
    case 'cheap':
      return is(before, classes.link) && !be.has(before.word) ? [-1.5, 'quality'] : undefined;
    default:
      if (before.word === 'well' && isParticiple(unit)) return [1.8, 'quality'];
      if (isUnsurpassed(units, at)) return [unit?.word === 'worse' ? 2.5 : -2.5, 'quality'];
      return isExcess(unit, before) ? [-1.5, 'quality'] : undefined;
  }
}

/** `well made` */
function isParticiple(unit: Draft | undefined): boolean {
  const word = unit?.word ?? '';
  return word.endsWith('ed') || participles.has(word);
}

/** `couldn't be better`, `couldn't have been nicer` */
function isUnsurpassed(units: readonly Draft[], at: number): boolean {
  const verb = units[at - 1]?.word;
  if (verb !== 'be' && verb !== 'been') return false;
  const word = units[at]?.word ?? '';
  if (!(word.endsWith('er') || word === 'worse')) return false;
  if (verb === 'be') return isCannot(units, at - 2);
  return units[at - 2]?.word === 'have' && isCannot(units, at - 3);
}

/** `too` with a plain adjective finds fault. */
function isExcess(unit: Draft | undefined, before: Draft): boolean {
  return before.word === 'too' && unit?.base === 0 && unit.classes === 0 && !unit.symbol && unit.word !== '';
}

function startsWith(unit: Draft | undefined, stem: string): boolean {
  return unit?.word.startsWith(stem) === true;
}

function isCannot(units: readonly Draft[], at: number): boolean {
  const word = units[at]?.word ?? '';
  if (cannot.has(word)) return true;
  return (word === "n't" || word === 'not') && ['can', 'ca', 'could'].includes(units[at - 1]?.word ?? '');
}
