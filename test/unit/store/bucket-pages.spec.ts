import { describe, expect, it } from 'vitest';
import { readInPages } from '../../../src/store/bucket-pages.ts';

const range = { queryId: 1, base: 10, step: 10, from: 0, to: 100 };

async function startsOfPages(rows: readonly number[], pageRows: number) {
  const starts: number[] = [];
  const read: number[] = [];
  const readPage = (start: number) => {
    starts.push(start);
    return Promise.resolve(
      rows
        .filter((at) => at >= start)
        .slice(0, pageRows)
        .map((at) => ({ at })),
    );
  };
  for await (const page of readInPages(range, { pageRows, readPage })) read.push(...page.map(({ at }) => at));
  return { starts, read };
}

describe('pages of buckets', () => {
  it('bring each row once, in order, and end with the first page that is not full', async () => {
    const rows = [0, 10, 30, 40, 90];
    expect(await startsOfPages(rows, 2)).toEqual({ starts: [0, 20, 50], read: rows });
  });

  it('end after an empty page where the last one was full, or where there is nothing', async () => {
    expect(await startsOfPages([0, 50], 2)).toEqual({ starts: [0, 60], read: [0, 50] });
    expect(await startsOfPages([], 2)).toEqual({ starts: [0], read: [] });
  });
});
