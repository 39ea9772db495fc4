import { lowered } from './alphabet.ts';
import { readLexicon } from './lexicon.ts';
import { inLexicon, isBooster, namedWords, negates } from './traits.ts';
import { boosters, negators, phrases } from './words.ts';

/*
 * Every word that VADER's tables name, in one hash table with open addressing. A word is hashed by its length, its
 * first and its last four bytes, which costs the same for every word and reads no string; the few words that agree in
 * all three are told apart by comparison. Entry 0 is the word that no table names.
 */

interface Entry {
  traits: number;
  valence: number;
  boost: number;
}

function collect(): ReadonlyMap<string, Entry> {
  const entries = new Map<string, Entry>([['', { traits: 0, valence: 0, boost: 0 }]]);
  const entry = (word: string): Entry => {
    const known = entries.get(word) ?? { traits: 0, valence: 0, boost: 0 };
    entries.set(word, known);
    return known;
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
const slotHashes = new Int32Array(1 << slotBits);
const slotEntries = new Uint16Array(1 << slotBits);

/** Which bits of four bytes belong to a word of 0 to 3 bytes. */
const headMasks = Int32Array.of(0, 0xff, 0xffff, 0xffffff);
/** Makes letters lower case, and other bytes something that does not depend on the case of letters. */
const caseless = 0x20202020;

/** The hash of a word's bytes, the same in upper and lower case; never 0. */
function hashOf(view: DataView, start: number, end: number): number {
  const length = end - start;
  let head = view.getInt32(start, true) | caseless;
  let tail = 0;
  if (length < 4) head &= headMasks[length] ?? 0;
  else tail = view.getInt32(end - 4, true) | caseless;
  const sum = Math.imul(head, 0x9e3779b1) ^ Math.imul(tail, 0x85ebca6b) ^ Math.imul(length, 0xc2b2ae35);
  return sum ^ (sum >>> 15) || 1;
}

for (let entry = 1; entry < words.length; entry++) {
  const hash = hashOf(keyView, keyStarts[entry] ?? 0, keyStarts[entry + 1] ?? 0);
  let slot = hash & slotMask;
  while (slotHashes[slot] !== 0) slot = (slot + 1) & slotMask;
  slotHashes[slot] = hash;
  slotEntries[slot] = entry;
}

function lengthOf(entry: number): number {
  return (keyStarts[entry + 1] ?? 0) - (keyStarts[entry] ?? 0);
}

function equals(entry: number, bytes: Uint8Array, start: number): boolean {
  const from = keyStarts[entry] ?? 0;
  const length = lengthOf(entry);
  for (let at = 0; at < length; at++) {
    if (keys[from + at] !== lowered[bytes[start + at] ?? 0]) return false;
  }
  return true;
}

/** Bytes that can be read singly and by fours; at least four follow wherever a word starts. */
export interface Bytes {
  readonly bytes: Uint8Array;
  readonly view: DataView;
}

/** The entry of the word that stands, in any case, from `start` to before `end`; 0 when no table names it. */
export function findEntry({ bytes, view }: Bytes, start: number, end: number): number {
  const hash = hashOf(view, start, end);
  for (let slot = hash & slotMask; ; slot = (slot + 1) & slotMask) {
    const found = slotHashes[slot];
    if (found === 0) return 0;
    if (found !== hash) continue;
    const entry = slotEntries[slot] ?? 0;
    if (lengthOf(entry) === end - start && equals(entry, bytes, start)) return entry;
  }
}
