import { describe, expect, it } from 'vitest';
import { historyStepMs, PostHistory } from '../../../src/cli/live/post-history.ts';

describe('the history of posts', () => {
  it('sums up buckets of 10 s, and tells silence from time in which nothing could come', () => {
    const history = new PostHistory();
    history.add(5_000, { posts: 2, unscored: 0, compoundSum: 1 });
    history.add(9_999, { posts: 2, unscored: 0, compoundSum: 0 });
    history.cover(10_000);
    history.add(30_000, { posts: 1, unscored: 0, compoundSum: -0.5 });
    expect(history.read(39_999, 5)).toEqual([
      undefined,
      { posts: 4, meanCompound: 0.25 },
      { posts: 0, meanCompound: 0 },
      undefined,
      { posts: 1, meanCompound: -0.5 },
    ]);
  });

  it('adds stored buckets only of the time before its own', () => {
    const history = new PostHistory();
    history.add(20_000, { posts: 1, unscored: 0, compoundSum: 0 });
    history.fill([0, 10_000, 20_000, 30_000].map((at) => ({ at, posts: 7, meanCompound: 1 })));
    expect(history.read(30_000, 4).map((bucket) => bucket?.posts)).toEqual([7, 7, 1, undefined]);
  });

  it('keeps 400 buckets, however long it runs and however much is stored', () => {
    const history = new PostHistory();
    const stored = Array.from({ length: 2_000 }, (_, index) => ({
      at: index * historyStepMs,
      posts: 1,
      meanCompound: 0,
    }));
    history.fill(stored);
    for (let number = 2_000; number < 3_000; number += 1) history.cover(number * historyStepMs);
    expect(history.read(2_999 * historyStepMs, 3_000).filter((bucket) => bucket !== undefined)).toHaveLength(400);
  });
});
