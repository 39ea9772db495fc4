import type { StoredPost } from '../../model/index.ts';
import { postAnswer } from './answers.ts';
import { csvHeader, csvLine } from './csv.ts';

export interface ExportOptions {
  readonly format: 'csv' | 'ndjson';
  readonly spreadsheet: boolean;
  /** Cuts the connection, and tells why: the only way to say that a body which has begun is not whole. */
  readonly cut: (error: unknown) => void;
}

/**
 * A body that is made as it is read: a page of posts at a time, so that it needs the memory of a page however long it is.
 * Rejects when the first page can't be read; a later one that can't cuts the body off.
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
  if (format === 'csv') yield encoder.encode(csvHeader);
  try {
    for (let page = first; page.done !== true; page = await pages.next()) {
      yield encoder.encode(page.value.map(line).join(''));
    }
  } catch (error) {
    cut(error);
  } finally {
    await pages.return();
  }
}

export const contentTypes = {
  csv: 'text/csv; charset=utf-8; header=present',
  ndjson: 'application/x-ndjson',
} as const;
