import {
  apostrophe,
  classAt,
  classOf,
  digit,
  isWordClass,
  letter,
  mark,
  skipUnseen,
  unseen,
  widthAt,
} from './characters.ts';

/* Where the tokens of a text end, and what may stand before them. */

const hash = 0x23;
const plus = 0x2b;
const hyphen = 0x2d;
const dot = 0x2e;
const slash = 0x2f;
const atSign = 0x40;

/** Signs that show that the word after them continues something: a hyphenated name, an address, a path. */
export const isInnerSign = (code: number): boolean =>
  code === hyphen || code === dot || code === atSign || code === slash;
export const isInnerJamo = (code: number): boolean =>
  (code >= 0x1160 && code <= 0x11ff) || (code >= 0xd7b0 && code <= 0xd7ff);

export function wordEnd(text: string, start: number): number {
  let end = start;
  let last = letter;
  for (;;) {
    const code = text.charCodeAt(end);
    const kind = code < 0xd800 ? classOf(code) : classAt(text, end);
    if (kind === letter || kind === digit || kind === mark) {
      last = kind;
      end += code >= 0xd800 && code <= 0xdbff ? 2 : 1;
    } else if (kind === apostrophe && last !== digit && classAt(text, end + 1) === letter) {
      end += 1;
    } else if (code === dot && last === digit && classAt(text, end + 1) === digit) {
      end += 1;
    } else if (kind === unseen && isWordPart(classAt(text, skipUnseen(text, end)))) {
      end = skipUnseen(text, end);
    } else {
      return end;
    }
  }
}

const isWordPart = (kind: number): boolean => kind === letter || kind === digit || kind === mark;

/**
 * Returns the offset behind the next part of a hashtag: a character of a word, with the invisible ones or the mark before
 * it that hashtags may have inside; the offset itself where the hashtag ends.
 */
export function tagPartEnd(text: string, at: number): number {
  const seen = skipUnseen(text, at);
  if (isWordClass(classAt(text, seen))) return seen + widthAt(text, seen);
  if (!tagMarks.has(text.charCodeAt(seen))) return at;
  const behind = skipUnseen(text, seen + 1);
  return isWordClass(classAt(text, behind)) ? behind : at;
}

/** Marks that X, Mastodon or both allow inside a hashtag (twitter-text, Mastodon's `HASHTAG_RE`). */
const tagMarks: ReadonlySet<number> = new Set(Array.from('·・〜～゠゛゜〃־׳״་༌꙾', (mark) => mark.charCodeAt(0)));

/** Returns the end of a word with the signs that belong to its name: `C++`, `Disney+`, `C#`. */
export function decorationEnd(text: string, start: number, end: number): number {
  let after = end;
  while (after < end + 2 && text.charCodeAt(after) === plus) after += 1;
  if (after === end && end === start + 1 && text.charCodeAt(end) === hash && /[a-z]/i.test(text.charAt(start)))
    after += 1;
  const next = classAt(text, after);
  return isWordClass(next) || text.charCodeAt(after) === plus ? end : after;
}

export function skipPossessive(text: string, at: number): number {
  if (classAt(text, at) !== apostrophe || !/s/i.test(text.charAt(at + 1))) return at;
  return isWordClass(classAt(text, at + 2)) ? at : at + 2;
}

export function emojiEnd(text: string, start: number): number {
  emojiSequence.lastIndex = start;
  return emojiSequence.test(text) ? emojiSequence.lastIndex : start + widthAt(text, start);
}

const emojiSequence =
  /\p{RI}{2}|\p{Extended_Pictographic}(?:\p{EMod}|\uFE0F|\u20E3|[\u{E0020}-\u{E007F}]|\u200D\p{Extended_Pictographic})*/uy;
