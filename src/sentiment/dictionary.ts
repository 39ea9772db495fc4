import { lowered } from './alphabet.ts';
import { readLexicon } from './lexicon.ts';
import { inLexicon, isBooster, namedWords, negates } from './traits.ts';
import { boosters, negators, phrases } from './rule-words.ts';

/*
 * Every word that VADER's tables name, in one hash table. A word is hashed by its length, its
 * first and its last four bytes, which costs the same for every word and reads no string; the few words that agree in
 * all three are told apart by comparison. Entry 0 is the word that no table names.
 */

interface DictionaryEntry {
  traits: number;
  valence: number;
  boost: number;
}

function collect(): ReadonlyMap<string, DictionaryEntry> {
  const entries = new Map<string, DictionaryEntry>([['', { traits: 0, valence: 0, boost: 0 }]]);
  const entry = (word: string): DictionaryEntry => {
    const existing = entries.get(word) ?? { traits: 0, valence: 0, boost: 0 };
    entries.set(word, existing);
    return existing;
  };
  const add = (word: string, traits: number) => {
    entry(word).traits |= traits;
  };
  for (const [word, valence] of readLexicon()) {
    if (isToken(word)) Object.assign(entry(word), { traits: inLexicon, valence });
  }
  for (const [word, boost] of boosters) {
    add(word, isBooster);
    entry(word).boost = boost;
  }
  for (const word of negators) add(word, negates);
  for (const [word, trait] of namedWords) add(word, trait);
  phraseWords.forEach((word, index) => {
    add(word, index + 1);
  });
  return entries;
}

/** Whether a token in lower case can be this word. */
function isToken(word: string): boolean {
  return word === word.toLowerCase() && /^[!-~]+$/.test(word);
}

/** The words that phrases are made of; a word's number in `traits` is its index plus 1. */
export const phraseWords: readonly string[] = [...new Set(phrases.flatMap(({ words }) => words))];

const entries = collect();
const words = [...entries.keys()];

/** Of each entry: its traits, the lexicon's valence, and what it adds as a booster. */
export const entryTraits: Int32Array = Int32Array.from(entries.values(), ({ traits }) => traits);
export const entryValences: Float64Array = Float64Array.from(entries.values(), ({ valence }) => valence);
export const entryBoosts: Float64Array = Float64Array.from(entries.values(), ({ boost }) => boost);

/** The words, one after the other, with room for four bytes from the start of the last. */
const keys = new TextEncoder().encode(`${words.join('')}\0\0\0\0`);
const keyView = new DataView(keys.buffer);
const keyStarts = new Int32Array(words.length + 1);
words.forEach((word, index) => {
  keyStarts[index + 1] = (keyStarts[index] ?? 0) + word.length;
});

const slotBits = 15;
const slotMask = (1 << slotBits) - 1;
/** The first entry of each slot, or 0; of each entry its hash's ingredients, and the next entry of its slot. */
const slots = new Uint16Array(1 << slotBits);
const followers = new Uint16Array(words.length);
const heads = new Int32Array(words.length);
const tails = new Int32Array(words.length);
const lengths = Uint8Array.from(words, (word) => word.length);

/** Makes letters lower case, and of some other bytes others. */
const caseless = 0x20202020;

/** How many bytes a word has fewer than four, as a negative number. */
function shortage(length: number): number {
  return (length - 4) & ((length - 4) >> 31);
}

/** The first four bytes of a word, or all, in lower case. */
function headOf(view: DataView, start: number, end: number): number {
  return (view.getInt32(start, true) | caseless) & (-1 >>> (-8 * shortage(end - start)));
}

/** The last four bytes of a word, or all, in lower case. */
function tailOf(view: DataView, start: number, end: number): number {
  const short = shortage(end - start);
  return (view.getInt32(end - 4 - short, true) | caseless) & (-1 >>> (-8 * short));
}

function slotOf(head: number, tail: number, length: number): number {
  const hash = Math.imul(head, 0x9e3779b1) ^ Math.imul(tail, 0x85ebca6b) ^ Math.imul(length, 0xc2b2ae35);
  return (hash ^ (hash >>> 15)) & slotMask;
}

for (let entry = 1; entry < words.length; entry++) {
  const start = keyStarts[entry] ?? 0;
  const end = keyStarts[entry + 1] ?? 0;
  const head = headOf(keyView, start, end);
  const tail = tailOf(keyView, start, end);
  const slot = slotOf(head, tail, end - start);
  heads[entry] = head;
  tails[entry] = tail;
  followers[entry] = slots[slot] ?? 0;
  slots[slot] = entry;
}

/** Bytes that can be read singly and by fours; at least four follow wherever a word starts. */
export interface ByteView {
  readonly bytes: Uint8Array;
  readonly view: DataView;
}

/** Where a word stands, `end` exclusive. */
export interface WordSpan {
  readonly start: number;
  readonly end: number;
  /** Whether it is known to have nothing but letters: then its first and last four bytes tell it from other words. */
  readonly isPlain: boolean;
}

/** The entry of the word at a place, in any case; 0 when no table names it. */
export function findEntry({ bytes, view }: ByteView, { start, end, isPlain }: WordSpan): number {
  const length = end - start;
  const head = headOf(view, start, end);
  const tail = tailOf(view, start, end);
  let entry = slots[slotOf(head, tail, length)] ?? 0;
  do {
    if (heads[entry] === head && tails[entry] === tail && lengths[entry] === length) {
      if ((isPlain && length <= 8) || equals(entry, bytes, start)) return entry;
    }
    entry = followers[entry] ?? 0;
  } while (entry !== 0);
  return 0;
}

function equals(entry: number, bytes: Uint8Array, start: number): boolean {
  const from = keyStarts[entry] ?? 0;
  const length = lengths[entry] ?? 0;
  for (let at = 0; at < length; at++) {
    if (keys[from + at] !== lowered[bytes[start + at] ?? 0]) return false;
  }
  return true;
}
