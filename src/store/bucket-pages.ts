/** Selects stored buckets: those of the length `base` that begin in [from, to), summed up to the length `step`. */
export interface BucketRange {
  readonly queryId: number;
  readonly base: number;
  readonly step: number;
  readonly from: number;
  readonly to: number;
}

export interface PageOptions<Row> {
  /** The most rows of a page. */
  readonly pageRows: number;
  /** Reads the first page of the rows from `start` on, in the order of time. */
  readonly readPage: (start: number) => Promise<readonly Row[]>;
}

/** Yields the stored rows of a range in the order of time, page by page, so that writers can run between the pages. */
export async function* readInPages<Row extends { readonly at: number }>(
  { base, from }: BucketRange,
  { pageRows, readPage }: PageOptions<Row>,
): AsyncGenerator<readonly Row[]> {
  for (let start = from; ;) {
    const page = await readPage(start);
    yield page;
    const last = page.at(-1);
    if (last === undefined || page.length < pageRows) return;
    start = last.at + base;
  }
}
