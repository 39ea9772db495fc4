import { lowered } from './alphabet.ts';
import { readLexicon } from './lexicon.ts';
import { inLexicon, isBooster, namedWords, negates } from './traits.ts';
import type { LexiconWord } from './lexicon-file.ts';
import { maxOverlayLength, maxOverlayWords } from './overlay-limits.ts';
import { boosters, negators, phrases } from './rule-words.ts';
import { vocabulary } from './topics/vocabulary.ts';

/*
 * Every word of VADER's tables and of the topic rules' lists in one hash table. A word is hashed by its length and its
 * first and last four bytes, which costs the same for every word and creates no string. The few words that agree in all
 * three are told apart by comparison. Entry 0 stands for a word that is in no table.
 *
 * The look-up is about a third of the time of a score (bench `score`, `nanosecondsPerText.lookUp`). A `Map` of strings
 * needs a substring and a hash of all its characters for every word of every post.
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
  // The words of the topic rules have no trait for VADER, but are found by the same look-up. The most frequent words of
  // English are among them. They come first, so that what is known of them lies close together in memory.
  for (const word of vocabulary.keys()) if (isToken(word)) entry(word);
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

/** Returns whether a lower-case token can equal this word. */
function isToken(word: string): boolean {
  return word === word.toLowerCase() && /^[!-~]+$/.test(word);
}

/** The words that phrases consist of. The number of a word in `traits` is its index plus 1. */
export const phraseWords: readonly string[] = [...new Set(phrases.flatMap(({ words }) => words))];

const entries = collect();
const words = [...entries.keys()];

/** The tables have room for overlaying words, so that the rules need not know whether there are any. */
const capacity = words.length + maxOverlayWords;

function column<T extends Int32Array | Float64Array>(table: T, values: Iterable<number>): T {
  table.set([...values]);
  return table;
}

/** Returns the word of an entry. */
export const wordOf = (entry: number): string => words[entry] ?? '';

/** Per entry: its traits, the lexicon's valence, and its amount as a booster. */
export const entryTraits: Int32Array = column(
  new Int32Array(capacity),
  entries.values().map(({ traits }) => traits),
);
export const entryValences: Float64Array = column(
  new Float64Array(capacity),
  entries.values().map(({ valence }) => valence),
);
export const entryBoosts: Float64Array = column(
  new Float64Array(capacity),
  entries.values().map(({ boost }) => boost),
);

/** All words concatenated, with room for reading four bytes from the start of the last. */
const keyRoom = words.reduce((sum, word) => sum + word.length, 0) + maxOverlayWords * maxOverlayLength + 4;
const keys = new Uint8Array(keyRoom);
const keyView = new DataView(keys.buffer);
const keyStarts = new Int32Array(capacity + 1);

const slotBits = 16;
const slotMask = (1 << slotBits) - 1;
/** The first entry of each slot, or 0; per entry the parts of its hash and the next entry of its slot. */
const slots = new Uint16Array(1 << slotBits);
const followers = new Uint16Array(capacity);
const heads = new Int32Array(capacity);
const tails = new Int32Array(capacity);
const lengths = new Uint8Array(capacity);
/** 1 for each entry that its head and tail identify: up to eight letters, whose case alone they leave open. */
const identified = new Uint8Array(capacity);

/** Lowers the case of ASCII letters; it changes some other bytes as well. */
const caseless = 0x20202020;

/** Returns by how many bytes a word is shorter than four, as a negative number. */
function shortage(length: number): number {
  return (length - 4) & ((length - 4) >> 31);
}

/** Returns the first four bytes of a word, or all of a shorter one, in lower case. */
function headOf(view: DataView, start: number, end: number): number {
  return (view.getInt32(start, true) | caseless) & (-1 >>> (-8 * shortage(end - start)));
}

/** Returns the last four bytes of a word, or all of a shorter one, in lower case. */
function tailOf(view: DataView, start: number, end: number): number {
  const short = shortage(end - start);
  return (view.getInt32(end - 4 - short, true) | caseless) & (-1 >>> (-8 * short));
}

function slotOf(head: number, tail: number, length: number): number {
  const hash = Math.imul(head, 0x9e3779b1) ^ Math.imul(tail, 0x85ebca6b) ^ Math.imul(length, 0xc2b2ae35);
  return (hash ^ (hash >>> 15)) & slotMask;
}

const encoder = new TextEncoder();

/** Makes a word findable. Entries are added in their order. */
function addKey(entry: number, word: string): void {
  const start = keyStarts[entry] ?? 0;
  const end = start + word.length;
  encoder.encodeInto(word, keys.subarray(start));
  keyStarts[entry + 1] = end;
  lengths[entry] = word.length;
  identified[entry] = /^[a-z]{1,8}$/.test(word) ? 1 : 0;
  if (entry === 0) return;
  const head = headOf(keyView, start, end);
  const tail = tailOf(keyView, start, end);
  const slot = slotOf(head, tail, end - start);
  heads[entry] = head;
  tails[entry] = tail;
  followers[entry] = slots[slot] ?? 0;
  slots[slot] = entry;
}

words.forEach((word, entry) => {
  addKey(entry, word);
});

/** The overlaying words of this thread. */
const overlay = new Map<string, LexiconWord>();
const known = new Map(words.map((word, entry) => [word, entry]));

/** Returns the entry of a word in lower case; 0 when no table contains it. */
export const entryOf = (word: string): number => known.get(word) ?? 0;

/**
 * Gives words new valences, in the order in which they come, for all texts that this thread scores from now on. A booster
 * stays a booster, which has no valence of its own.
 */
export function overlayDictionary(overlaying: readonly LexiconWord[]): void {
  for (const added of overlaying) {
    const entry = known.get(added.word) ?? words.push(added.word) - 1;
    if (!known.has(added.word)) addKey(entry, added.word);
    known.set(added.word, entry);
    entryTraits[entry] = (entryTraits[entry] ?? 0) | inLexicon;
    entryValences[entry] = added.valence;
    overlay.set(added.word, added);
  }
}

/** Returns the file that a word's valence comes from; undefined when it is VADER's own. */
export const overlayOf = (word: string): string | undefined => overlay.get(word.toLowerCase())?.from;

/** Bytes that can be read one or four at a time. At least four bytes follow the start of every word. */
export interface ByteView {
  readonly bytes: Uint8Array;
  readonly view: DataView;
}

/** The position of a word, `end` exclusive. */
export interface WordSpan {
  readonly start: number;
  readonly end: number;
}

/** Returns the entry of the word at a position, in any case; 0 when no table contains it. */
export function findEntry({ bytes, view }: ByteView, { start, end }: WordSpan): number {
  const length = end - start;
  const head = headOf(view, start, end);
  const tail = tailOf(view, start, end);
  let entry = slots[slotOf(head, tail, length)] ?? 0;
  do {
    if (heads[entry] === head && tails[entry] === tail && lengths[entry] === length) {
      if (identified[entry] === 1 || equals(entry, bytes, start)) return entry;
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
