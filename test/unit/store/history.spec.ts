import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bucketStepMs, polarityIndexOf, type Bucket } from '../../../src/model/index.ts';
import { createDatabase } from '../../../src/store/database.ts';
import { rowOf } from '../../../src/store/rows.ts';
import { resultOf, type ResultSpec } from '../../support/results.ts';

const spanMs = 3 * 3_600_000;
const figure = fc.integer({ min: -10_000, max: 10_000 }).map((whole) => whole / 10_000);
const post: fc.Arbitrary<ResultSpec & { readonly at: number }> = fc.record({
  id: fc.integer({ min: 0, max: 200 }).map(String),
  at: fc.oneof(
    fc.nat(spanMs),
    fc.nat(spanMs / bucketStepMs).map((index) => index * bucketStepMs),
  ),
  query: fc.constantFrom('pizza', 'pasta'),
  compound: figure,
  topic: figure,
  late: fc.boolean(),
  tags: fc.dictionary(fc.constantFrom('a', 'b', 'c', '__proto__', '7'), fc.integer({ min: 1, max: 3 })),
});

/** Counts the buckets anew from all posts. */
function recount(
  posts: readonly ResultSpec[],
  { from, to, step }: { readonly from: number; readonly to: number; readonly step: number },
) {
  const groups = Map.groupBy(posts, ({ at = 0 }) => Math.floor(at / step) * step);
  const kept = [...groups].filter(([at]) => at >= from && at < to).sort(([a], [b]) => a - b);
  return kept.map(([at, members]) => {
    const count = (polarity: number) =>
      members.filter(({ compound = 0 }) => polarityIndexOf(compound) === polarity).length;
    const sum = (read: (member: ResultSpec) => number) =>
      members.reduce((total, member) => total + Math.round(read(member) * 1e8), 0) / 1e8;
    const tags = Map.groupBy(
      members.flatMap(({ tags: counts = {} }) => Object.entries(counts)),
      ([tag]) => tag,
    );
    const counts = Array.from(tags, ([tag, uses]) => [tag, uses.reduce((total, [, use]) => total + use, 0)] as const);
    return {
      at,
      posts: members.length,
      positive: count(0),
      negative: count(1),
      neutral: count(2),
      unscored: 0,
      compoundSum: sum(({ compound = 0 }) => compound),
      compoundSquares: sum(({ compound = 0 }) => compound * compound),
      topicCompoundSum: sum(({ topic = 0 }) => topic),
      words: [['post', members.length]],
      tracked: 1,
      hashtags: counts.sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)),
    };
  });
}

const rounded = (bucket: Bucket) => ({ ...bucket, compoundSquares: Math.round(bucket.compoundSquares * 1e8) / 1e8 });

describe('the history of a query', () => {
  it('equals a recount of its posts, at every step, for any order of arrival', async () => {
    const range = fc.record({
      from: fc.nat(spanMs),
      to: fc.nat(spanMs),
      step: fc.constantFrom(1, 2, 3, 6, 12, 30, 360, 366, 720).map((count) => count * bucketStepMs),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(post, { maxLength: 60 }),
        fc.integer({ min: 1, max: 20 }),
        range,
        async (posts, size, asked) => {
          const store = await createDatabase({ kind: 'sqlite', path: ':memory:' });
          await store.open();
          for (let index = 0; index < posts.length; index += size) {
            const rows = posts.slice(index, index + size).map((spec) => rowOf(resultOf(spec), () => false));
            const batch = rows.filter((row) => row !== undefined);
            // Each batch is written twice, as when the outcome of the first attempt is unknown.
            await store.write(batch, 0);
            await store.write(batch, 0);
          }
          const seen = new Set<string>();
          const counted = posts.filter(({ id, query, late }) => {
            const isNew = !seen.has(`${query ?? ''} ${id}`);
            seen.add(`${query ?? ''} ${id}`);
            return isNew && query === 'pizza' && late !== true;
          });
          const buckets = await store.buckets({ query: 'pizza', ...asked }, 0);
          await store.close();
          expect(buckets.map(rounded)).toEqual(recount(counted, asked));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('is exact in its hashtags up to a hundred of them, and never too high beyond', async () => {
    const store = await createDatabase({ kind: 'sqlite', path: ':memory:' });
    await store.open();
    const write = async (from: number, to: number): Promise<void> => {
      const rows = Array.from({ length: to - from }, (_, index) => {
        const tags = { [`tag${from + index}`]: 1, often: 2, ['x'.repeat(101)]: 9 };
        return rowOf(resultOf({ id: String(from + index), tags }), () => false);
      });
      await store.write(
        rows.filter((row) => row !== undefined),
        0,
      );
    };
    const request = { query: 'pizza', from: 0, to: bucketStepMs, step: bucketStepMs };
    const countsOf = async () => new Map((await store.buckets(request, 0))[0]?.hashtags);
    await write(0, 99);
    const exact = await countsOf();
    expect(exact.size).toBe(100);
    expect(exact.get('often')).toBe(198);
    await write(99, 400);
    const bounded = await countsOf();
    await store.close();
    expect(bounded.size).toBeLessThanOrEqual(100);
    expect(bounded.get('often')).toBeLessThanOrEqual(800);
    expect(bounded.get('often')).toBeGreaterThanOrEqual(800 - 1_200 / 51);
  });
});
