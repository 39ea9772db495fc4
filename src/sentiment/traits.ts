/*
 * The properties that the rules test, as bits of one integer. A token has the traits of its word and those of its own
 * spelling. The five lowest bits number the words that phrases consist of (0: none).
 */

export const phraseWordBits = 5;
export const phraseWord = (1 << phraseWordBits) - 1;

export const lexiconBit = 5;
export const boosterBit = 6;
export const inLexicon = 1 << lexiconBit;
export const isBooster = 1 << boosterBit;
export const negates = 1 << 7;
/** In capitals by Python's `isupper`; a trait of the spelling, not of the word. */
export const inCapitals = 1 << 8;
/** The valence was set by an idiom; a trait of the occurrence, not of the word. */
export const byIdiom = 1 << 20;
export const isNo = 1 << 9;
export const isBut = 1 << 10;
export const isNever = 1 << 11;
export const isSoOrThis = 1 << 12;
export const isWithout = 1 << 13;
export const isDoubt = 1 << 14;
export const isLeast = 1 << 15;
export const isAtOrVery = 1 << 16;
export const isKind = 1 << 17;
export const isOf = 1 << 18;
export const isOrNor = 1 << 19;

/** The words that single rules name, with their bits. */
export const namedWords: readonly (readonly [string, number])[] = [
  ['no', isNo],
  ['but', isBut],
  ['never', isNever],
  ['so', isSoOrThis],
  ['this', isSoOrThis],
  ['without', isWithout],
  ['doubt', isDoubt],
  ['least', isLeast],
  ['at', isAtOrVery],
  ['very', isAtOrVery],
  ['kind', isKind],
  ['of', isOf],
  ['or', isOrNor],
  ['nor', isOrNor],
];
