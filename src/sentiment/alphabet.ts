/*
 * The scorer reads a text as one byte per code point. ASCII stands for itself. Of any other character VADER only asks
 * whether it is white space, a cased letter or an emoji, because no word of its tables contains a character beyond
 * ASCII.
 *
 * Scanning bytes instead of strings is what makes the exact scorer fast: about 5 µs per text on one thread, 30 to 40
 * times the npm package (bench `score`), so that topics rather than VADER dominate the cost of a post in the pool
 * (bench `pool`).
 */

export const space = 0x20;
export const otherLetter = 0x80;
export const lowerLetter = 0x81;
export const upperLetter = 0x82;
/** Marks an emoji. It never occurs in an encoded text, because the emoji's description replaces it. */
export const emojiSign = 0x83;

/** The kinds of bytes as bits: white space, punctuation, cased letters, and all others (digits, control characters). */
export const isSpace = 1;
export const isPunctuation = 2;
export const isLower = 4;
export const isUpper = 8;
const isOther = 16;
/** Set together with `isPunctuation`. */
export const isApostrophe = 32;
/** Set together with `isPunctuation` for `!` and `?`, which are counted. */
export const isMark = 64;

const asciiPunctuation = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';

function kindOf(byte: number): number {
  const char = String.fromCharCode(byte);
  if (byte === lowerLetter || /[a-z]/.test(char)) return isLower;
  if (byte === upperLetter || /[A-Z]/.test(char)) return isUpper;
  if (char === "'") return isPunctuation | isApostrophe;
  if (char === '!' || char === '?') return isPunctuation | isMark;
  if (asciiPunctuation.includes(char)) return isPunctuation;
  return byte < 0x80 && isPythonSpace(byte) ? isSpace : isOther;
}

/** The kind of every byte. */
export const kinds: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) => kindOf(byte));

/** The lower case of every byte. */
export const lowered: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte < 0x80 ? String.fromCharCode(byte).toLowerCase().charCodeAt(0) : byte,
);

/**
 * Returns whether Python's `str.split` treats a code point as white space. Unlike in JavaScript U+FEFF is not, while
 * U+001C to U+001F and U+0085 are.
 */
function isPythonSpace(point: number): boolean {
  if (point === 0xfeff) return false;
  return (point >= 0x1c && point <= 0x1f) || point === 0x85 || /^\s$/u.test(String.fromCodePoint(point));
}

/** The only character beyond ASCII whose lower case is ASCII: `k`. */
const kelvinSign = 0x212a;
/** ʕ is lower case in the reference's Unicode (14) and uncased in later versions. */
const pharyngealFricative = 0x295;

/**
 * Returns the byte for a code point beyond ASCII other than an emoji. Case follows the Unicode version of the runtime.
 */
export function byteOf(point: number): number {
  if (point === kelvinSign) return 0x4b;
  if (point === pharyngealFricative) return lowerLetter;
  if (isPythonSpace(point)) return space;
  const char = String.fromCodePoint(point);
  if (/^\p{Uppercase}$/u.test(char)) return upperLetter;
  return /^[\p{Lowercase}\p{Lt}]$/u.test(char) ? lowerLetter : otherLetter;
}
