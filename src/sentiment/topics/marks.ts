/**
 * The strength with which two neighbours are separated: not at all, by a comma or the like, by the mark of a clause, by
 * the end of a sentence.
 */
export type Break = 0 | 1 | 2 | 3;

/** Returns the strongest mark in `text` between two offsets. One dot ends a sentence; several are a pause. */
export function breakIn(text: string, from: number, to: number): Break {
  let strongest: Break = 0;
  let dots = 0;
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x20) continue;
    if (code === 0x2e) dots++;
    const found = code === 0x2d && text.charCodeAt(at + 1) === code ? 2 : breakOf(code);
    if (found > strongest) strongest = found;
  }
  if (dots === 0 || strongest === 3) return strongest;
  return dots === 1 ? 3 : 2;
}

function breakOf(code: number): Break {
  switch (code) {
    case 0x21: // !
    case 0x3f: // ?
    case 0x3002: // ideographic full stop
    case 0xff01: // full-width !
    case 0xff1f: // full-width ?
    case 0x0a:
      return 3;
    case 0x3b: // ;
    case 0x3a: // :
    case 0x2014: // em dash
    case 0x2026: // ellipsis
      return 2;
    case 0x2c: // ,
    case 0x28: // (
    case 0x29: // )
    case 0x2f: // /
    case 0x5b: // [
    case 0x5d: // ]
    case 0x7c: // |
    case 0x2d: // -
    case 0x2013: // en dash
      return 1;
    default:
      return 0;
  }
}

/** Returns whether `text` has a question mark between two offsets. */
export function asksIn(text: string, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (text.charCodeAt(at) === 0x3f) return true;
  return false;
}

/** « » 、 。 ！ ， ． ： ； ？ */
const otherMarks: readonly number[] = [0xab, 0xbb, 0x3001, 0x3002, 0xff01, 0xff0c, 0xff0e, 0xff1a, 0xff1b, 0xff1f];

/** Returns whether a character is ASCII punctuation other than `_`, or a typographic dash, dot or quote. */
export function isMark(code: number): boolean {
  if (code < 128) {
    return (
      (code >= 33 && code <= 47) ||
      (code >= 58 && code <= 64) ||
      (code >= 91 && code <= 96 && code !== 95) ||
      (code >= 123 && code <= 126)
    );
  }
  return (code >= 0x2010 && code <= 0x2027) || otherMarks.includes(code);
}

/** Returns whether a character may be part of a word: it is not a mark, white space or an emoji. */
export function isLetterLike(code: number): boolean {
  if (code < 128) return (code >= 97 && code <= 122) || (code >= 48 && code <= 57) || (code >= 65 && code <= 90);
  return code < 0x2000 || (code > 0x2bff && (code < 0xd800 || code > 0xdfff) && code !== 0xfe0f);
}

/**
 * Returns the offset of a mark that joins clauses or words inside a token (`good...but`, `slow,rude`, `apps--great`,
 * `wine/beer`), or -1. A single dot does not count, so that `3.5` and `example.com` stay whole; digits around a comma
 * or a slash do not either.
 */
export function glueIn(text: string, from: number, to: number): number {
  for (let at = from + 1; at < to - 1; at++) {
    const code = text.charCodeAt(at);
    if (isSmall(code) || !isMark(code) || code === 0x27 || code === 0x2019) continue;
    const next = text.charCodeAt(at + 1);
    if (code === next && (code === 0x2e || code === 0x2d)) return at;
    if (code === 0x2e && endsSentence(text, { from, at, to })) return at;
    const parts = code === 0x2c || code === 0x2f || code === 0x3b || code === 0x21 || code === 0x3f || code >= 0x2013;
    if (parts && !isDigit(next)) return at;
  }
  return -1;
}

/** The last parts of domains; behind a dot they end no sentence. */
const domains = new Set(['com', 'org', 'net', 'gov', 'edu', 'info', 'tech', 'shop', 'blog', 'news', 'live']);

/** Returns whether a dot without a space behind it ends a sentence: `was great.The pasta`. It stands between words. */
function endsSentence(
  text: string,
  { from, at, to }: { readonly from: number; readonly at: number; readonly to: number },
): boolean {
  const before = /\p{L}{3,}$/u.exec(text.slice(from, at));
  const behind = /^\p{L}{3,}/u.exec(text.slice(at + 1, to));
  return before !== null && behind !== null && !domains.has(behind[0].toLowerCase());
}

/** Returns whether a character is a to z, which most are. */
function isSmall(code: number): boolean {
  return code >= 97 && code <= 122;
}

/** Returns whether a character is a letter in upper case. */
export function isUpperAt(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code < 128 ? code >= 65 && code <= 90 : upper.test(text.charAt(at));
}

const upper = /\p{Lu}/u;

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}
