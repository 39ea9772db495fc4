import * as classes from './classes.ts';
import type { Break } from './marks.ts';
import type { Role } from './opinion-words.ts';

/** A word, or an emoji, as the topic rules see it; a mark of its own only parts its neighbours. */
export interface Unit {
  /** UTF-16 offsets in the analysed text. */
  readonly start: number;
  readonly end: number;
  /** In lower case, without marks at its ends; empty for a name that was taken out. */
  readonly word: string;
  /** Bits of `classes.ts`; 0 for a word of an open class. */
  readonly classes: number;
  readonly role: Role;
  /** The opinion by itself, -4.7 to 4.7; 0: none. */
  readonly base: number;
  /** What it adds to the size of a later opinion. */
  readonly booster: number;
  readonly negates: boolean;
  /** An emoticon or an emoji. */
  readonly symbol: boolean;
  /** What parts it from the next unit. */
  readonly gap: Break;
  /** Whether a question mark follows it. */
  readonly asks: boolean;
}

/** Whether a unit is of one of the classes. */
export function is(unit: Unit | undefined, bits: number): boolean {
  return unit !== undefined && (unit.classes & bits) !== 0;
}

const verbs = classes.verb | classes.link | classes.auxiliary;
const subjects = classes.speaker | classes.anaphor;

/**
 * Whether a unit is, or is likely, a verb that judges nothing: of a list, a form in -ed that no determiner stands
 * before, or a word after a pronoun, an auxiliary or `to`.
 */
export function isVerb(units: readonly Unit[], at: number): boolean {
  const unit = units[at];
  if (unit === undefined) return false;
  const before = units[at - 1];
  if (is(unit, verbs)) return is(unit, classes.link | classes.auxiliary) || !isModified(before);
  if (unit.classes !== 0 || unit.symbol || unit.word === '' || (unit.role === 'quality' && unit.base !== 0))
    return false;
  if (before === undefined || before.gap > 0) return false;
  if (unit.word.endsWith('ed') && !is(before, classes.determiner)) return true;
  return (
    is(before, classes.auxiliary) || before.word === 'to' || (is(before, subjects) && !is(before, classes.determiner))
  );
}

/** Whether what follows must be a noun: `a great show`. */
function isModified(before: Unit | undefined): boolean {
  return before?.gap === 0 && before.base !== 0 && before.role === 'quality' && !before.symbol;
}

/** Whether a unit is a verb of any kind, of opinion too. */
export function isVerbal(units: readonly Unit[], at: number): boolean {
  const unit = units[at];
  return (
    unit !== undefined &&
    (isVerb(units, at) || (unit.base !== 0 && (unit.role === 'object' || unit.role === 'subject')))
  );
}

/** A word of an open class that is no opinion and no verb: most likely a noun. */
export function isContent(units: readonly Unit[], at: number): boolean {
  const unit = units[at];
  return unit?.classes === 0 && !unit.symbol && !isVerb(units, at);
}
