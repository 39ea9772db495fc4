import { invisibleCharacters } from './invisible.ts';

/*
 * The classes of characters that the tokenizer distinguishes, by Unicode property. They are plain numbers in a table
 * because every character of every post is classified.
 */
const unknown = 0;
export const other = 1;
export const letter = 2;
export const digit = 3;
/** Combining marks, which belong to the character before them. */
export const mark = 4;
/**
 * A letter of a script that is written without spaces between words, or of Korean, where particles attach to the word.
 */
export const unspaced = 5;
export const emoji = 6;
/** A regional indicator; two of them form a flag. */
export const regional = 7;
export const apostrophe = 8;
/** An invisible character: inside a word it separates nothing. */
export const unseen = 10;
/** `#`, `@`, `&`, `.` and currency signs. The character after them decides how they are read. */
export const sign = 9;

const special: readonly (readonly [string, number])[] = [
  ["'‘’ʼ＇´`′ʻ‛", apostrophe],
  ['#＃@＠&.', sign],
  ['_', letter],
  [invisibleCharacters, unseen],
  // Unicode lists these as pictographs, but people use them as punctuation.
  ['©®™', other],
  // Unicode lists these as marks, but they only select how an emoji is drawn.
  ['\uFE0E\uFE0F\u20E3', other],
];

const properties: readonly (readonly [RegExp, number])[] = [
  [/\p{Nd}/u, digit],
  [/\p{M}/u, mark],
  [
    /(?=[\p{L}\p{N}])[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Bopo}\p{scx=Hang}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]/u,
    unspaced,
  ],
  [/[\p{L}\p{N}]/u, letter],
  [/\p{RI}/u, regional],
  [/\p{Extended_Pictographic}/u, emoji],
  [/\p{Sc}/u, sign],
];

const classes = new Uint8Array(0x110000);
for (const [characters, kind] of special) {
  for (const character of characters) classes[character.codePointAt(0) ?? 0] = kind;
}

/** Returns the class of a code point. */
export function classOf(codePoint: number): number {
  const kind = classes[codePoint] ?? other;
  return kind === unknown ? classify(codePoint) : kind;
}

function classify(codePoint: number): number {
  const character = String.fromCodePoint(codePoint);
  const kind = properties.find(([property]) => property.test(character))?.[1] ?? other;
  classes[codePoint] = kind;
  return kind;
}

/** Returns the class of the code point that starts at an offset; `other` outside the text. */
export function classAt(text: string, at: number): number {
  return classOf(text.codePointAt(at) ?? 0);
}

/** Returns the class of the code point that ends at an offset. */
export function classBefore(text: string, at: number): number {
  const low = text.charCodeAt(at - 1);
  return classOf(low >= 0xdc00 && low <= 0xdfff && at > 1 ? (text.codePointAt(at - 2) ?? low) : low || 0);
}

/** Returns the number of UTF-16 units of the code point at an offset. */
export function widthAt(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
}

/** Returns whether a class can occur inside a word. */
export const isWordClass = (kind: number): boolean => kind >= letter && kind <= unspaced;

/** Returns the offset behind the invisible characters at an offset. */
export function skipUnseen(text: string, at: number): number {
  let end = at;
  while (classAt(text, end) === unseen) end += 1;
  return end;
}
