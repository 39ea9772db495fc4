/** Of a line of an explanation: what it is about, its figure, and how that came to be. */
export type TableRow = readonly [name: string, value: string, reason: string];

/** Rows as aligned plain text. */
export function alignRows(rows: readonly TableRow[]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value, reason]) => `${name.padEnd(width)}  ${value}  ${reason}`.trimEnd()).join('\n');
}

/** A number with at most four digits after the point, and a sign that is as wide as a plus. */
export function formatNumber(value: number): string {
  return String(Number(value.toFixed(4))).replace('-', '−');
}

/** A number with four digits after the point, in a column of nine. */
export function formatFigure(value: number): string {
  return value.toFixed(4).replace('-', '−').padStart(9);
}

/** A text without the characters that would steer a terminal. */
export function printable(text: string): string {
  return text.replace(/(?! )[\p{C}\p{Z}]/gu, '�');
}
