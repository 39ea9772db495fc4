import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bucketAnswer } from '../../../src/http/api/answers.ts';
import { historyPieces } from '../../../src/http/api/history.ts';
import type { Bucket, BucketsRequest } from '../../../src/model/index.ts';

const bucketAt = (at: number): Bucket => ({
  ...{ at, posts: 1, positive: 1, negative: 0, neutral: 0, unscored: 0, compoundSum: 0.5, compoundSquares: 0.25 },
  ...{ topicCompoundSum: 0.5, hashtags: [['rome', 2]], words: [['crust', 1]], tracked: 1 },
});

/** The buckets that begin in a range, as the store has them; only some have posts. */
function bucketsIn({ from, to, step }: BucketsRequest, isThere: (index: number) => boolean): readonly Bucket[] {
  const first = Math.ceil(from / step);
  const count = Math.max(0, Math.ceil(to / step) - first);
  return Array.from({ length: count }, (_, offset) => first + offset)
    .filter(isThere)
    .map((index) => bucketAt(index * step));
}

const gap = { source: 'demo', from: 1, to: null, cause: 'It was away.', filled: 'none' } as const;

describe('a history in pieces', () => {
  it('is the same as read at once, in reads of a bounded number of buckets, whatever the range', async () => {
    const plans = fc.record({
      step: fc.constantFrom(10_000, 30_000, 70_000),
      from: fc.oneof(fc.constant(0), fc.nat(100_000_000)),
      length: fc.oneof(fc.integer({ min: 1, max: 20_000_000 }), fc.integer({ min: 1, max: 60_000 })),
      every: fc.integer({ min: 1, max: 700 }),
    });
    await fc.assert(
      fc.asyncProperty(plans, async ({ step, from, length, every }) => {
        const plan = { query: 'pizza "new york"', from, to: from + length, step };
        const isThere = (index: number): boolean => index % every === 0;
        let largest = 0;
        let flushes = 0;
        const archive = {
          buckets: (request: BucketsRequest) => {
            if (request.continues !== true) flushes += 1;
            largest = Math.max(largest, bucketsIn(request, () => true).length);
            return Promise.resolve(bucketsIn(request, isThere));
          },
          gaps: () => Promise.resolve([gap]),
        };
        const pieces = await Array.fromAsync(historyPieces(archive, plan));
        const buckets = bucketsIn(plan, isThere).map(bucketAnswer);
        expect(JSON.parse(pieces.join(''))).toEqual({ ...plan, buckets, gaps: [gap] });
        expect(largest).toBeLessThanOrEqual(500);
        expect(flushes).toBe(1);
      }),
    );
  });
});
