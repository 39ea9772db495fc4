/**
 * Returns a text as a cell of CSV (RFC 4180), in quotes where it needs them. With `spreadsheet`, an apostrophe precedes
 * a text that a spreadsheet would take for a formula (OWASP, "CSV injection": the signs, their full-width forms, and
 * white space that is skipped before them), which changes the text.
 * @example
 * csvCell('=1+1, "x"', true); // "'=1+1, ""x"""
 */
export function csvCell(text: string, spreadsheet: boolean): string {
  const cell = spreadsheet && /^[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
