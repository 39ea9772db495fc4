import { entryTraits, entryValences, wordOf } from '../dictionary.ts';
import { formOfWord } from './form.ts';
import { unknownWord, vocabulary, type VocabularyEntry } from './vocabulary.ts';
import type { Role } from './words/opinion-words.ts';

/*
 * The facts of a dictionary entry that the topic rules use, packed into one number, so that a word of a post costs one access to
 * memory instead of ten (bench `pool`). The lowest 15 bits are its classes.
 */
export const classBits = (1 << 15) - 1;
/** It is in a list, so that its spelling matters. */
export const isListed = 1 << 15;
export const hasEndings = 1 << 16;
export const isCue = 1 << 17;
export const precedes = 1 << 18;
export const joins = 1 << 19;
export const denies = 1 << 20;
export const inverts = 1 << 21;
export const hasOpinion = 1 << 22;
export const isEvent = 1 << 23;
const roleShift = 24;
const roleMask = 7;
const formShift = 27;
const formMask = 15;
/** Set in every entry that was filled. */
const isFilled = 1 << 31;

const roles: readonly Role[] = ['quality', 'object', 'subject', 'emotion', 'duty'];

const facts = new Int32Array(entryTraits.length);
/** The vocabulary entry of each number. It has no gaps, which would make it a slow table. */
const entries: VocabularyEntry[] = Array.from(facts, () => unknownWord);

/** Returns the facts of an entry. */
export function factsAt(number: number): number {
  const found = facts[number] ?? 0;
  return found === 0 ? fill(number) : found;
}

/** Forgets all facts, after the words have got other valences. */
export function forgetFacts(): void {
  facts.fill(0);
}

/** Returns the vocabulary entry of a listed word. */
export function vocabularyAt(number: number): VocabularyEntry {
  return entries[number] ?? unknownWord;
}

export const roleOf = (packed: number): Role => roles[(packed >>> roleShift) & roleMask] ?? 'quality';
export const formOfFacts = (packed: number): number => (packed >>> formShift) & formMask;

function fill(number: number): number {
  const word = wordOf(number);
  const listed = vocabulary.get(word);
  const entry = listed ?? unknownWord;
  const flag = (isSet: boolean, bit: number): number => (isSet ? bit : 0);
  const packed =
    isFilled |
    entry.classes |
    flag(listed !== undefined, isListed) |
    flag(entry.endings !== undefined, hasEndings) |
    flag(entry.isCue, isCue) |
    flag(entry.precedes, precedes) |
    flag(entry.joins, joins) |
    flag(entry.denies, denies) |
    flag(entry.inverts, inverts) |
    flag(!entry.isUnopinionated && (entry.own !== 0 || (entryValences[number] ?? 0) !== 0), hasOpinion) |
    flag(entry.isEvent, isEvent) |
    (roles.indexOf(entry.role) << roleShift) |
    ((formOfWord(word) & formMask) << formShift);
  if (listed !== undefined) entries[number] = listed;
  facts[number] = packed;
  return packed;
}
