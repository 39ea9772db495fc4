/** A line of an explanation: its subject, its figure and the reason. */
export type TableRow = readonly [name: string, value: string, reason: string];

/** Formats rows as aligned plain text. */
export function alignRows(rows: readonly TableRow[]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value, reason]) => `${name.padEnd(width)}  ${value}  ${reason}`.trimEnd()).join('\n');
}

/** Formats a number with at most four decimals and a minus sign as wide as a plus. */
export function formatNumber(value: number): string {
  return String(Number(value.toFixed(4))).replace('-', '−');
}

/** Formats a number with four decimals in a column of nine characters. */
export function formatFigure(value: number): string {
  return value.toFixed(4).replace('-', '−').padStart(9);
}

/** Returns a text without characters that would control a terminal. */
export function printable(text: string): string {
  return text.replace(/(?! )[\p{C}\p{Z}]/gu, '�');
}
