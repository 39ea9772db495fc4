/** How strongly two neighbours are parted: not, by a comma or the like, by a clause's mark, by a sentence's end. */
export type Break = 0 | 1 | 2 | 3;

/** The strongest mark in `text` from `from` to `to`; a dot counts as a sentence's end, several as a pause. */
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

/** Whether there is a question mark in `text` from `from` to `to`. */
export function asksIn(text: string, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (text.charCodeAt(at) === 0x3f) return true;
  return false;
}

/** ASCII punctuation but `_`, and the typographic dashes, dots and quotes. */
export function isMark(code: number): boolean {
  if (code < 128) {
    return (
      (code >= 33 && code <= 47) ||
      (code >= 58 && code <= 64) ||
      (code >= 91 && code <= 96 && code !== 95) ||
      (code >= 123 && code <= 126)
    );
  }
  return code >= 0x2010 && code <= 0x2027;
}

/** Whether a character of this code may be part of a word: no mark, no white space, no emoji. */
export function isLetterLike(code: number): boolean {
  if (code < 128) return (code >= 97 && code <= 122) || (code >= 48 && code <= 57) || (code >= 65 && code <= 90);
  return code < 0x2000 || (code > 0x2bff && (code < 0xd800 || code > 0xdfff) && code !== 0xfe0f);
}

/**
 * Where a mark glues clauses or words together inside a token (`good...but`, `slow,rude`, `apps--great`, `wine/beer`),
 * or -1. A dot counts from two on, so that `3.5` and `example.com` stay whole; so do digits around a comma or a slash.
 */
export function glueIn(text: string, from: number, to: number): number {
  for (let at = from + 1; at < to - 1; at++) {
    const code = text.charCodeAt(at);
    if (isSmall(code) || !isMark(code) || code === 0x27 || code === 0x2019) continue;
    const next = text.charCodeAt(at + 1);
    if (code === next && (code === 0x2e || code === 0x2d)) return at;
    const parts = code === 0x2c || code === 0x2f || code === 0x3b || code === 0x21 || code === 0x3f || code >= 0x2013;
    if (parts && !isDigit(next)) return at;
  }
  return -1;
}

/** a to z: most of what there is. */
function isSmall(code: number): boolean {
  return code >= 97 && code <= 122;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}
