import type { StoredPost } from '../../model/index.ts';
import { postAnswer } from './answers.ts';
import { csvHeader, csvLine } from './csv.ts';

export interface ExportOptions {
  readonly format: 'csv' | 'ndjson';
  readonly spreadsheet: boolean;
}

/** Yields an export in pieces, at least one for each page of posts. */
export async function* exportPieces(
  pages: AsyncGenerator<readonly StoredPost[], void, void>,
  { format, spreadsheet }: ExportOptions,
): AsyncGenerator<string, void, void> {
  const line = (stored: StoredPost): string =>
    format === 'csv' ? csvLine(stored, spreadsheet) : `${JSON.stringify(postAnswer(stored))}\n`;
  let piece = format === 'csv' ? `${spreadsheet ? byteOrderMark : ''}${csvHeader}` : '';
  for await (const page of pages) {
    for (const stored of page) {
      piece += line(stored);
      if (piece.length < pieceLength) continue;
      yield piece;
      piece = '';
    }
    if (piece !== '') yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
}

/** The characters of a piece of a body, unless a post is longer. */
const pieceLength = 65_536;

/** Spreadsheets take a file for UTF-8 only if it begins with this. */
const byteOrderMark = '\uFEFF';

export const contentTypes = {
  csv: 'text/csv; charset=utf-8; header=present',
  ndjson: 'application/x-ndjson',
} as const;

const maxNameLength = 60;

/**
 * Returns the `Content-Disposition` of an export, whose file is called after its query (RFC 6266): in ASCII for old
 * clients, and in UTF-8 (RFC 8187).
 * @example attachmentOf('café -tea', 'csv') // attachment; filename="undertone-caf-tea.csv"; filename*=UTF-8''…
 */
export function attachmentOf(query: string, extension: string): string {
  const fileName = (unwanted: RegExp): string => {
    const words = query.toLowerCase().split(unwanted);
    const name = words.filter((word) => word !== '').join('-');
    // A cut must not leave half of a surrogate pair.
    return `undertone-${Array.from(name).slice(0, maxNameLength).join('') || 'posts'}.${extension}`;
  };
  const encoded = encodeURIComponent(fileName(/[^\p{L}\p{M}\p{N}]+/u).toWellFormed());
  return `attachment; filename="${fileName(/[^a-z0-9]+/)}"; filename*=UTF-8''${encoded}`;
}
