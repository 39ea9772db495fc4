import { entryTraits, entryValences, wordOf } from '../dictionary.ts';
import * as bit from './fact-bits.ts';
import { formOfWord } from './form.ts';
import { unknownWord, vocabulary, type VocabularyEntry } from './vocabulary.ts';
import { eventOf, opinionOf } from './word-opinions.ts';
import { pivots } from './words/cues.ts';
import { noWord } from './words/word-list.ts';

/** Per entry of the dictionary: what the topic rules know of the word (0: not yet), and the number of the word. */
const facts = new Int32Array(entryTraits.length);
const wordNumbers = new Int32Array(entryTraits.length);
/** Per entry: its opinion by itself, not raised by capitals, and its valence as an event. */
const opinions = new Float64Array(entryTraits.length);
const events = new Float64Array(entryTraits.length);

/** Returns the facts of an entry. */
export function factsAt(number: number): number {
  const found = facts[number] ?? 0;
  return found === 0 ? fill(number) : found;
}

/** Forgets all facts, after the words have got other valences. */
export function forgetFacts(): void {
  facts.fill(0);
}

/** Returns the opinion of an entry whose facts are known; 0 for none. */
export function opinionAt(number: number): number {
  return opinions[number] ?? 0;
}

/** Returns the valence of an entry, whose facts are known, as an event; 0 for none. */
export function eventAt(number: number): number {
  return events[number] ?? 0;
}

/** Returns the number of the word of an entry whose facts are known; `noWord` for a word that no list contains. */
export function wordNumberAt(number: number): number {
  return wordNumbers[number] ?? noWord;
}

/** Returns the facts of a vocabulary entry. */
export function factsOf(entry: VocabularyEntry): number {
  const flag = (isSet: boolean, set: number): number => (isSet ? set : 0);
  return (
    entry.classes |
    flag(entry.endings !== undefined, bit.hasEndings) |
    flag(entry.isCue, bit.isCue) |
    flag(pivots.has(entry.word), bit.isPivot) |
    flag(entry.precedes, bit.precedes) |
    flag(entry.joins, bit.joins) |
    flag(entry.denies, bit.denies) |
    flag(entry.inverts, bit.inverts) |
    flag(entry.isEvent, bit.isEvent) |
    bit.roleBits(entry.role) |
    bit.formBits(entry.form)
  );
}

function fill(number: number): number {
  const word = wordOf(number);
  const listed = vocabulary.get(word);
  const entry = listed ?? { ...unknownWord, form: formOfWord(word) };
  const lexicon = entryValences[number] ?? 0;
  const opinion = opinionOf(entry, lexicon);
  const packed = bit.isFilled | factsOf(entry) | (opinion === 0 ? 0 : bit.hasOpinion);
  wordNumbers[number] = listed?.word ?? noWord;
  opinions[number] = opinion;
  events[number] = entry.isEvent ? eventOf(entry, lexicon) : 0;
  facts[number] = packed;
  return packed;
}
