/*
 * The scorer reads a text as bytes, one for each code point: ASCII stands for itself, and of everything else VADER asks
 * only whether it is white space, a cased letter or an emoji, for no word of its tables holds a character beyond ASCII.
 */

export const space = 0x20;
export const otherLetter = 0x80;
export const lowerLetter = 0x81;
export const upperLetter = 0x82;
/** Never in a text that has been read: its description takes its place. */
export const emojiSign = 0x83;

/** Kinds of bytes, as bits: white space, punctuation, cased letters, and all others (digits, control characters). */
export const isSpace = 1;
export const isPunctuation = 2;
export const isLower = 4;
export const isUpper = 8;
export const isOther = 16;
/** With `isPunctuation`. */
export const isApostrophe = 32;
/** With `isPunctuation`: `!` or `?`, whose number counts. */
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

/** Every byte in lower case. */
export const lowered: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte < 0x80 ? String.fromCharCode(byte).toLowerCase().charCodeAt(0) : byte,
);

/** White space as Python's `str.split` sees it: not U+FEFF, which JavaScript adds; U+001C to U+001F and U+0085 are. */
function isPythonSpace(point: number): boolean {
  if (point === 0xfeff) return false;
  return (point >= 0x1c && point <= 0x1f) || point === 0x85 || /^\s$/u.test(String.fromCodePoint(point));
}

/** The only character beyond ASCII that is ASCII in lower case: `k`. */
const kelvinSign = 0x212a;
/** ʕ, lower case for the reference's Unicode (14), uncased in later ones. */
const pharyngealFricative = 0x295;

/** The byte that stands for a code point beyond ASCII (emoji apart). Case is that of the runtime's Unicode. */
export function byteOf(point: number): number {
  if (point === kelvinSign) return 0x4b;
  if (point === pharyngealFricative) return lowerLetter;
  if (isPythonSpace(point)) return space;
  const char = String.fromCodePoint(point);
  if (/^\p{Uppercase}$/u.test(char)) return upperLetter;
  return /^[\p{Lowercase}\p{Lt}]$/u.test(char) ? lowerLetter : otherLetter;
}
