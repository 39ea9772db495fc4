/** Marks with which people say that they mean the opposite: `/s`, `... NOT`, `said no one ever`. */
const marked = /(?:\s\/s|(?:\.{2,}|[…!?])\s*NOT|,?\s+said no ?one(?:\s+ever)?)[\s.!]*$/;
/** The longest mark, in UTF-16 units. */
const maxMark = 40;

/** Returns whether a text is marked as sarcasm at its end. */
export function isSarcastic(text: string): boolean {
  return marked.test(text.slice(-maxMark));
}
