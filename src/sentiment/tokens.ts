import { isApostrophe, isLower, isMark, isSpace, isUpper, isWordByte, kinds, lowered } from './alphabet.ts';
import { entryTraits, findEntry } from './dictionary.ts';
import type { Reading } from './reading.ts';
import { inCapitals, inLexicon, isBooster, isBut, negates } from './traits.ts';

const exclamationMark = 0x21;
const apostrophe = 0x27;
const letterN = 0x6e;
const letterT = 0x74;

/** The tokens of a text, in memory that the next text takes over: a column for each property, a row for each token. */
export interface Tokens {
  count: number;
  /** Where the token stands in the reading, `ends` exclusive. */
  starts: Int32Array;
  ends: Int32Array;
  /** The dictionary's entry, 0 for a word without one. */
  entries: Int32Array;
  traits: Int32Array;
  /** The tokens that take a valence from the lexicon: words of it that are no boosters. */
  hitCount: number;
  hits: Int32Array;
  /** Of each hit, not of each token: the valence by all rules but `but`, and after that one. */
  valences: Float64Array;
  contrasted: Float64Array;
  /** Whether some, but not all, tokens are in capitals. */
  capitalsDiffer: boolean;
  exclamations: number;
  questions: number;
  /** The first `but`, or -1. */
  but: number;
}

/** Rows without traits that stand after the last token, so that rules need not look for the end. */
const closing = 2;
const usualCapacity = 1 << 10;
const keptCapacity = 1 << 16;

export function createTokens(): Tokens {
  return {
    ...columns(usualCapacity),
    count: 0,
    hitCount: 0,
    capitalsDiffer: false,
    exclamations: 0,
    questions: 0,
    but: -1,
  };
}

function columns(capacity: number) {
  return {
    starts: new Int32Array(capacity),
    ends: new Int32Array(capacity),
    entries: new Int32Array(capacity),
    traits: new Int32Array(capacity),
    hits: new Int32Array(capacity),
    valences: new Float64Array(capacity),
    contrasted: new Float64Array(capacity),
  };
}

/** Makes room for the tokens of a text of so many bytes. */
export function reserve(length: number, tokens: Tokens): void {
  const needed = (length >> 1) + 1 + closing;
  const held = tokens.starts.length;
  if (held >= needed && (held <= keptCapacity || needed > keptCapacity)) return;
  Object.assign(tokens, columns(Math.max(needed, usualCapacity)));
}

/** Cuts a reading into tokens and looks each of them up. */
export function tokenise(reading: Reading, tokens: Tokens): void {
  reserve(reading.length, tokens);
  cut(reading, tokens);
  identify(reading, tokens);
}

/**
 * The tokens' bounds and spelling: cut at white space, without the punctuation at both ends unless two characters or
 * fewer would remain (so `:)` and `ok!` stay as they are).
 */
export function cut({ bytes, length }: Reading, tokens: Tokens): void {
  const { starts, ends, traits } = tokens;
  let count = 0;
  let exclamations = 0;
  let questions = 0;
  let capitals = 0;
  for (let at = 0; ;) {
    let kind = kinds[bytes[at] ?? 0] ?? 0;
    while ((kind & isSpace) !== 0) kind = kinds[bytes[++at] ?? 0] ?? 0;
    if (at >= length) break;
    const opening = at;
    let start = -1;
    let end = at;
    let seen = 0;
    while ((kind & isSpace) === 0) {
      seen |= kind;
      if ((kind & isWordByte) !== 0) {
        if (start < 0) start = at;
        kind = kinds[bytes[++at] ?? 0] ?? 0;
        end = at;
        continue;
      }
      if ((kind & isMark) !== 0) {
        if (bytes[at] === exclamationMark) exclamations++;
        else questions++;
      }
      kind = kinds[bytes[++at] ?? 0] ?? 0;
    }
    if (start < 0 || end - start <= 2) {
      start = opening;
      end = at;
    }
    const isInCapitals = (seen & (isUpper | isLower)) === isUpper;
    if (isInCapitals) capitals++;
    starts[count] = start;
    ends[count] = end;
    traits[count++] = (isInCapitals ? inCapitals : 0) | ((seen & isApostrophe) !== 0 ? ntTrait(bytes, start, end) : 0);
  }
  traits.fill(0, count, count + closing);
  tokens.count = count;
  tokens.capitalsDiffer = capitals > 0 && capitals < count;
  tokens.exclamations = exclamations;
  tokens.questions = questions;
}

/** The trait of a token with `n't` anywhere inside. */
function ntTrait(bytes: Uint8Array, start: number, end: number): number {
  for (let at = start + 1; at < end - 1; at++) {
    if (bytes[at] !== apostrophe) continue;
    if (lowered[bytes[at - 1] ?? 0] === letterN && lowered[bytes[at + 1] ?? 0] === letterT) return negates;
  }
  return 0;
}

/** The tokens' entries in the dictionary, and the traits that they have from there. */
export function identify(reading: Reading, tokens: Tokens): void {
  const { count, starts, ends, entries, traits, hits } = tokens;
  let hitCount = 0;
  let but = -1;
  for (let token = 0; token < count; token++) {
    const entry = findEntry(reading, starts[token] ?? 0, ends[token] ?? 0);
    entries[token] = entry;
    if (entry === 0) continue;
    const known = entryTraits[entry] ?? 0;
    traits[token] = (traits[token] ?? 0) | known;
    if ((known & (inLexicon | isBooster)) === inLexicon) hits[hitCount++] = token;
    if ((known & isBut) !== 0 && but < 0) but = token;
  }
  tokens.hitCount = hitCount;
  tokens.but = but;
}
