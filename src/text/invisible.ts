/**
 * Characters that people cannot see and that separate no words: the soft hyphen, zero-width spaces and joiners, marks of
 * direction, and the byte order mark. Texts pasted from news sites contain them inside words.
 */
export const invisibleCharacters =
  '\u00AD\u034F\u061C\u180E\u200B\u200C\u200D\u200E\u200F\u202A\u202B\u202C\u202D\u202E' +
  '\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\uFEFF';

/** Every invisible character. */
export const invisible = new RegExp(`[${invisibleCharacters}]`, 'gu');

/**
 * The invisible characters that scoring leaves out: all but the joiner inside a sequence of emoji, which VADER reads as the
 * reference does.
 */
export const unscored = new RegExp(
  String.raw`(?:(?!\u200D)[${invisibleCharacters}]|(?<=[\p{L}\p{M}\p{N}])\u200D)+`,
  'gu',
);
