import { isLower, isPunctuation, isUpper, kinds } from '../alphabet.ts';
import { entryBoosts } from '../dictionary.ts';
import { startOf, type EncodedText } from '../encoded-text.ts';
import * as trait from '../traits.ts';
import type { VaderBuffers } from '../vader.ts';
import * as bit from './fact-bits.ts';
import { capital, digit, formOf, isStretched } from './form.ts';
import type { TokenRow } from './rows.ts';
import { eventAt, factsAt, opinionAt, wordNumberAt } from './word-facts.ts';
import { raised } from './word-opinions.ts';

const apostrophe = 0x27;
const hyphen = 0x2d;
const underscore = 0x5f;
const firstDigit = 0x30;
const lastDigit = 0x39;
const firstBeyondAscii = 0x80;

/**
 * Returns whether a token is a plain word, which is read by its entry in the dictionary: letters and digits of ASCII,
 * with apostrophes or single hyphens inside, not stretched and of no idiom. Most words are.
 */
export function isPlain({ encoded, tokens }: VaderBuffers, at: number): boolean {
  const { bytes, isAscii } = encoded;
  const start = tokens.starts[at] ?? 0;
  const end = tokens.ends[at] ?? 0;
  const first = bytes[start] ?? 0;
  const isWord = ((kinds[first] ?? 0) & (isLower | isUpper)) !== 0 || isDigit(first);
  if (!isWord || ((tokens.traits[at] ?? 0) & trait.byIdiom) !== 0) return false;
  if (((tokens.seen[2 * at + 1] ?? 0) & isPunctuation) !== 0 && !hasInnerMarksOnly(bytes, start, end)) return false;
  if (!isAscii && !isAsciiRun(encoded, start, end)) return false;
  return tokens.entries[at] !== 0 || !isStretched(bytes, start, end);
}

function hasInnerMarksOnly(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start + 1; at < end; at++) {
    const byte = bytes[at] ?? 0;
    if (((kinds[byte] ?? 0) & isPunctuation) === 0) continue;
    if (at === end - 1) return false;
    if (byte !== apostrophe && byte !== underscore && !(byte === hyphen && bytes[at + 1] !== hyphen)) return false;
  }
  return true;
}

/** Returns whether bytes are characters of the text itself, and none was read from an emoji. */
export function isAsciiRun(encoded: EncodedText, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if ((encoded.bytes[at] ?? 0) >= firstBeyondAscii) return false;
  return startOf(end - 1, encoded) - startOf(start, encoded) === end - 1 - start;
}

const isDigit = (byte: number): boolean => byte >= firstDigit && byte <= lastDigit;

/** Fills the row of a plain word. */
export function readPlain(row: TokenRow, { encoded, tokens }: VaderBuffers, at: number): void {
  const start = tokens.starts[at] ?? 0;
  const end = tokens.ends[at] ?? 0;
  const traits = tokens.traits[at] ?? 0;
  const number = tokens.entries[at] ?? 0;
  const facts = factsAt(number);
  const isDenying = (facts & bit.denies) !== 0 || ((traits & trait.negates) !== 0 && (facts & bit.inverts) === 0);
  const first = encoded.bytes[start] ?? 0;
  const isCapital = ((kinds[first] ?? 0) & isUpper) !== 0;
  // Facts have no room for the digit.
  const form = number === 0 ? formOf(encoded.bytes, start, end) : isDigit(first) ? digit : 0;
  row.start = startOf(start, encoded);
  row.end = row.start + end - start;
  row.facts = facts | bit.formBits(form);
  row.flags = (form & bit.tokenForms) | (isDenying ? bit.negates : 0) | (isCapital ? capital : 0);
  row.word = wordNumberAt(number);
  row.base = (facts & bit.hasOpinion) === 0 ? 0 : opinionAt(number);
  row.event = (facts & bit.isEvent) === 0 ? 0 : eventAt(number);
  row.booster = (traits & trait.isBooster) === 0 ? 0 : (entryBoosts[number] ?? 0);
  if (tokens.capitalsDiffer && (traits & trait.inCapitals) !== 0) row.base = raised(row.base);
}
