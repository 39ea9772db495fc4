/*
 * The endings of words that rules test, as bits. A word has them whether it is in a list or not.
 */
export const past = 1;
export const comparative = 1 << 1;
export const ing = 1 << 2;
/** `everything`, `nothing`. */
export const thing = 1 << 3;
/** The word begins with a digit. */
export const digit = 1 << 4;
/** The word begins with a capital. It is set for each occurrence, not for the word. */
export const capital = 1 << 5;

/** Makes an ASCII letter lower case. */
const small = 0x20;
const thingLength = 5;

/** Returns the form of the word at a position of code units or bytes, in any case. */
export function formOf(units: ArrayLike<number>, start: number, end: number): number {
  const first = units[start] ?? 0;
  const form = first >= 0x30 && first <= 0x39 ? digit : 0;
  if (end - start < 2) return form;
  const last = (units[end - 1] ?? 0) | small;
  const before = (units[end - 2] ?? 0) | small;
  if (before === 0x65) return last === 0x64 ? form | past : last === 0x72 ? form | comparative : form;
  if (last !== 0x67 || before !== 0x6e || end - start < 3 || ((units[end - 3] ?? 0) | small) !== 0x69) return form;
  const isThing =
    end - start >= thingLength && ((units[end - 4] ?? 0) | small) === 0x68 && ((units[end - 5] ?? 0) | small) === 0x74;
  return isThing ? form | ing | thing : form | ing;
}

/** Returns the form of a word. */
export function formOfWord(word: string): number {
  const { length } = word;
  const kept = Math.min(length, tail.length);
  for (let at = 0; at < kept; at++) tail[at] = word.charCodeAt(at === 0 ? 0 : length - kept + at);
  return formOf(tail, 0, kept);
}

/** The first and the last units of a word. */
const tail = new Uint16Array(thingLength + 1);

/** Returns whether a letter is repeated three times or more in the word at a position. */
export function isStretched(units: ArrayLike<number>, start: number, end: number): boolean {
  for (let at = start + 2; at < end; at++) {
    const unit = (units[at] ?? 0) | small;
    if (unit > 0x60 && unit === ((units[at - 1] ?? 0) | small) && unit === ((units[at - 2] ?? 0) | small)) return true;
  }
  return false;
}
