import * as classes from './classes.ts';
import type { Unit } from './unit.ts';

/** After these, `like` is a verb; elsewhere it compares. */
const likers: ReadonlySet<string> = new Set(
  (
    "n't to also really still always never not do does did don't didn't doesn't dont didnt people and kinda actually " +
    'definitely especially particularly i we you they who u just all both'
  ).split(' '),
);
const cannot: ReadonlySet<string> = new Set(["can't", 'cannot', 'cant', "couldn't", 'couldnt']);

/**
 * What a new last unit and those before it make of each other: words whose sense hangs on their neighbours. Own rules:
 * `like` as a preposition, `pretty` as an adverb, `can't wait`, `can't stand`, `looking forward to`, and `too` with a
 * plain adjective, which finds fault (Ding, Liu & Yu 2008 list it among the rules of opinions).
 */
export function inContext(units: Unit[]): void {
  const at = units.length - 1;
  const unit = units[at];
  if (unit === undefined) return;
  const neighbour = units[at - 1];
  const before = neighbour?.gap === 0 ? neighbour : undefined;
  if (unit.word === 'like') {
    if (neighbour !== undefined && (before === undefined || !likers.has(before.word))) set(units, at, { base: 0 });
    return;
  }
  if (before === undefined) return;
  if ((unit.word === 'wait' || unit.word === 'stand') && isCannot(units, at - 1)) {
    // The valence is turned again by the negation before it.
    if (unit.word === 'wait') set(units, at, { base: -2.5, role: 'emotion' });
    else set(units, at, { base: 2.5, role: 'object' });
  } else if (unit.word === 'to' && before.word === 'forward' && units[at - 2]?.word.startsWith('look') === true) {
    set(units, at - 1, { base: 2, role: 'emotion' });
  } else if (before.word === 'too' && unit.base === 0 && unit.classes === 0 && !unit.symbol && unit.word !== '') {
    set(units, at, { base: -1.5, role: 'quality' });
  }
  if (before.word === 'pretty' && (unit.base !== 0 || (unit.classes & (classes.adverb | classes.determiner)) !== 0)) {
    set(units, at - 1, { base: 0, booster: 0.293 });
  } else if (before.booster !== 0 && before.base !== 0 && unit.base !== 0) set(units, at - 1, { base: 0 });
}

function isCannot(units: readonly Unit[], at: number): boolean {
  const word = units[at]?.word ?? '';
  if (cannot.has(word)) return true;
  return (word === "n't" || word === 'not') && ['can', 'ca', 'could'].includes(units[at - 1]?.word ?? '');
}

function set(units: Unit[], at: number, changed: Partial<Unit>): void {
  const unit = units[at];
  if (unit !== undefined) units[at] = { ...unit, ...changed };
}
