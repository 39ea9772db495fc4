/** Marks with which people say that they mean the opposite: `/s`, `... NOT`, `said no one ever`. */
const marked = /(?:\s\/s|(?:\.{2,}|[…!?])\s*NOT|,?\s+said no ?one(?:\s+ever)?)[\s.!]*$/;
/** The longest mark, in UTF-16 units. */
const maxMark = 40;

/** The ends of the marks. Most texts have none of them, and need no pattern. */
const ends = ['/s', 'NOT', 'one', 'ever'] as const;
const firstBeyondAscii = 0x80;

/** Returns whether a text is marked as sarcasm at its end. */
export function isSarcastic(text: string): boolean {
  const end = contentEnd(text);
  return ends.some((mark) => text.endsWith(mark, end)) && marked.test(text.slice(-maxMark));
}

/** Returns the offset behind the last character of a text that is no white space, `.` or `!`. */
function contentEnd(text: string): number {
  let end = text.length;
  while (end > 0 && isClosing(text.charCodeAt(end - 1), text.charAt(end - 1))) end--;
  return end;
}

const isClosing = (code: number, character: string): boolean =>
  code === 0x2e || code === 0x21 || code <= 0x20 || (code >= firstBeyondAscii && /\s/.test(character));
