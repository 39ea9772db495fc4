/** The least columns of a reason: fewer hold no word, and the terminal breaks the row as it likes. */
const minReasonColumns = 12;

/**
 * Breaks a row of an explanation (name, figure and reason) between words, so that it fits into the columns; the reason
 * goes on below itself.
 *
 * @example wrapReason('sum  9.9  of 4 words in the lexicon', 24) // ['sum  9.9  of 4 words in', '          the lexicon']
 */
export function wrapReason(row: string, columns: number): readonly string[] {
  const indent = /^.*?\s{2,}[−\d.]+\s{2,}/u.exec(row)?.[0] ?? '';
  const room = columns - indent.length;
  if (row.length <= columns || room < minReasonColumns) return [row];
  const lines: string[] = [];
  let line = '';
  for (const word of row.slice(indent.length).split(/(?<=\S)(?= )/)) {
    if (line !== '' && line.length + word.length > room) {
      lines.push(line);
      line = word.trimStart();
    } else line += word;
  }
  lines.push(line);
  return lines.map((each, index) => (index === 0 ? indent : ' '.repeat(indent.length)) + each);
}
