import { isApostrophe, isLower, isMark, isPunctuation, isSpace, isUpper, kinds, lowered } from './alphabet.ts';
import { entryTraits, findEntry } from './dictionary.ts';
import type { EncodedText } from './encoded-text.ts';
import { boosterBit, inCapitals, isBut, lexiconBit, negates } from './traits.ts';

const exclamationMark = 0x21;
const questionMark = 0x3f;
const apostrophe = 0x27;
const letterN = 0x6e;
const letterT = 0x74;

/**
 * The tokens of a text, in memory that is reused for the next text: one column per property and one row per token.
 * Columns of numbers create no objects per word, which is a part of the scorer's speed (bench `score`).
 */
export interface VaderTokens {
  count: number;
  /** For each run of white space (even) and each token's run (odd): its end, and the kinds of bytes in it. */
  limits: Int32Array;
  seen: Uint8Array;
  /** The position of the token in the encoded text, `ends` exclusive. */
  starts: Int32Array;
  ends: Int32Array;
  /** The dictionary entry, 0 for a word without one. */
  entries: Int32Array;
  traits: Int32Array;
  /** The tokens with a valence: words of the lexicon that are not boosters. */
  hitCount: number;
  hits: Int32Array;
  /** Per hit, not per token: the valence by all rules except `but`, and after that rule. */
  valences: Float64Array;
  contrasted: Float64Array;
  /** Whether some but not all tokens are in capitals. */
  capitalsDiffer: boolean;
  exclamations: number;
  questions: number;
  /** The index of the first `but`, or -1. */
  but: number;
}

/** Number of rows without traits after the last token, so that rules need no bounds check. */
const closing = 2;
const usualCapacity = 1 << 10;
const keptCapacity = 1 << 16;

/** Creates an empty set of columns. */
export function createTokens(): VaderTokens {
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
    limits: new Int32Array(2 * capacity),
    seen: new Uint8Array(2 * capacity),
    starts: new Int32Array(capacity),
    ends: new Int32Array(capacity),
    entries: new Int32Array(capacity),
    traits: new Int32Array(capacity),
    hits: new Int32Array(capacity),
    valences: new Float64Array(capacity),
    contrasted: new Float64Array(capacity),
  };
}

/** Makes room for the tokens of a text with this number of bytes. */
export function reserve(length: number, tokens: VaderTokens): void {
  const needed = (length >> 1) + 1 + closing;
  const capacity = tokens.starts.length;
  if (capacity >= needed && (capacity <= keptCapacity || needed > keptCapacity)) return;
  Object.assign(tokens, columns(Math.max(needed, usualCapacity)));
}

/** Cuts an encoded text into tokens and looks each of them up. */
export function readVaderTokens(encoded: EncodedText, tokens: VaderTokens): void {
  reserve(encoded.length, tokens);
  cut(encoded, tokens);
  identify(encoded, tokens);
}

/**
 * Cuts an encoded text into alternating runs of white space and of other bytes; the first is white space, possibly
 * empty. The end of a word is the branch that processors cannot predict, so the loop has no branch on it.
 */
export function cut({ bytes, length }: EncodedText, tokens: VaderTokens): void {
  const { limits, seen } = tokens;
  limits[0] = 0;
  let run = 0;
  let previous = isSpace;
  let union = 0;
  const table = kinds;
  for (let at = 0; at < length; at++) {
    const kind = table[bytes[at] ?? 0] ?? 0;
    const isWhite = kind & 1;
    const changes = isWhite ^ previous;
    previous = isWhite;
    run += changes;
    union = (union & (changes - 1)) | kind;
    limits[run] = at + 1;
    seen[run] = union;
  }
  tokens.count = (run + 1) >> 1;
}

/**
 * Turns the runs into tokens: without the punctuation at both ends, unless two or fewer characters would remain (`:)`
 * and `ok!` stay whole). Sets their traits from the spelling and the dictionary.
 */
export function identify(encoded: EncodedText, tokens: VaderTokens): void {
  const { bytes } = encoded;
  const { count, limits, seen, starts, ends, entries, traits, hits } = tokens;
  let hitCount = 0;
  let capitals = 0;
  let but = -1;
  tokens.exclamations = 0;
  tokens.questions = 0;
  for (let token = 0; token < count; token++) {
    const kindsSeen = seen[2 * token + 1] ?? 0;
    let start = limits[2 * token] ?? 0;
    let end = limits[2 * token + 1] ?? 0;
    let tokenTraits = (kindsSeen & (isUpper | isLower)) === isUpper ? inCapitals : 0;
    capitals += tokenTraits;
    if ((kindsSeen & isPunctuation) !== 0) {
      if ((kindsSeen & isMark) !== 0) countMarks(bytes, token, tokens);
      if ((kindsSeen & isApostrophe) !== 0) tokenTraits |= ntTrait(bytes, start, end);
      const first = afterPunctuation(bytes, start, end);
      const last = beforePunctuation(bytes, first, end);
      if (last - first > 2) {
        start = first;
        end = last;
      }
    }
    const entry = findEntry(encoded, { start, end });
    tokenTraits |= entryTraits[entry] ?? 0;
    starts[token] = start;
    ends[token] = end;
    entries[token] = entry;
    traits[token] = tokenTraits;
    hits[hitCount] = token;
    hitCount += isHit(tokenTraits);
    if ((tokenTraits & isBut) !== 0 && but < 0) but = token;
  }
  traits.fill(0, count, count + closing);
  tokens.hitCount = hitCount;
  tokens.but = but;
  tokens.capitalsDiffer = capitals > 0 && capitals < count * inCapitals;
}

/**
 * Returns 1 for a word of the lexicon that is not a booster, else 0. It is free of branches because both are equally
 * frequent.
 */
function isHit(traits: number): number {
  return (traits >> lexiconBit) & ~(traits >> boosterBit) & 1;
}

function countMarks(bytes: Uint8Array, token: number, tokens: VaderTokens): void {
  const end = tokens.limits[2 * token + 1] ?? 0;
  for (let at = tokens.limits[2 * token] ?? 0; at < end; at++) {
    if (bytes[at] === exclamationMark) tokens.exclamations++;
    else if (bytes[at] === questionMark) tokens.questions++;
  }
}

function afterPunctuation(bytes: Uint8Array, start: number, end: number): number {
  let first = start;
  while (first < end && ((kinds[bytes[first] ?? 0] ?? 0) & isPunctuation) !== 0) first++;
  return first;
}

function beforePunctuation(bytes: Uint8Array, start: number, end: number): number {
  let last = end;
  while (last > start && ((kinds[bytes[last - 1] ?? 0] ?? 0) & isPunctuation) !== 0) last--;
  return last;
}

/** Returns the trait of a token that contains `n't`. */
function ntTrait(bytes: Uint8Array, start: number, end: number): number {
  for (let at = start + 1; at < end - 1; at++) {
    if (bytes[at] !== apostrophe) continue;
    if (lowered[bytes[at - 1] ?? 0] === letterN && lowered[bytes[at + 1] ?? 0] === letterT) return negates;
  }
  return 0;
}
