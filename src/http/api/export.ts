import { setImmediate } from 'node:timers/promises';
import type { StoredPost } from '../../model/index.ts';
import { postAnswer } from './answers.ts';
import { csvHeader, csvLine } from './csv.ts';

export interface ExportOptions {
  readonly format: 'csv' | 'ndjson';
  readonly spreadsheet: boolean;
  /** Cuts the connection and reports why: there is no other way to mark a body that has begun as incomplete. */
  readonly cut: (error: unknown) => void;
}

/**
 * Creates a body that is made while it is read, one page of posts at a time, so that its memory does not grow with its
 * length. Between its pieces, everything else that waits has its turn. Rejects when the first page can't be read; a later
 * page that can't be read cuts the body off.
 */
export async function exportBody(
  pages: AsyncGenerator<readonly StoredPost[], void, void>,
  options: ExportOptions,
): Promise<ReadableStream<Uint8Array>> {
  const first = await pages.next();
  return ReadableStream.from(encoded(pages, first, options));
}

async function* encoded(
  pages: AsyncGenerator<readonly StoredPost[], void, void>,
  first: IteratorResult<readonly StoredPost[], void>,
  { format, spreadsheet, cut }: ExportOptions,
): AsyncGenerator<Uint8Array, void, void> {
  const encoder = new TextEncoder();
  const line = (stored: StoredPost): string =>
    format === 'csv' ? csvLine(stored, spreadsheet) : `${JSON.stringify(postAnswer(stored))}\n`;
  if (format === 'csv') yield encoder.encode(spreadsheet ? `${byteOrderMark}${csvHeader}` : csvHeader);
  try {
    for (let page = first; page.done !== true; page = await pages.next()) {
      let piece = '';
      for (const [index, stored] of page.value.entries()) {
        piece += line(stored);
        if (piece.length < pieceLength && index < page.value.length - 1) continue;
        yield encoder.encode(piece);
        piece = '';
        await setImmediate();
      }
    }
  } catch (error) {
    cut(error);
  } finally {
    await pages.return();
  }
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
