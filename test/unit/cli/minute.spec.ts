import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LastMinute, type Counts } from '../../../src/cli/live/minute.ts';

const counts = (some: Partial<Counts> = {}): Counts => ({
  ...{
    posts: 1,
    positive: 1,
    negative: 0,
    neutral: 0,
    unscored: 0,
    compoundSum: 0.5,
    topicCompoundSum: 0.25,
    hashtags: {},
  },
  ...some,
});

describe('the last minute', () => {
  it('sums up sixty seconds, second by second', () => {
    const minute = new LastMinute(0);
    minute.add(500, counts());
    minute.add(30_000, counts({ positive: 0, negative: 1, compoundSum: -0.1 }));
    expect(minute.read(59_999)).toMatchObject({ posts: 2, positive: 1, negative: 1, meanCompound: 0.2 });
    expect(minute.read(60_000)).toMatchObject({ posts: 1, positive: 0, meanCompound: -0.1, meanTopicCompound: 0.25 });
    expect(minute.read(90_000)).toMatchObject({ posts: 0, meanCompound: 0, meanTopicCompound: 0, postsPerSecond: 0 });
  });

  it('has a rate from the beginning', () => {
    const minute = new LastMinute(0);
    for (let ms = 0; ms < 200_000; ms += 500) minute.add(ms, counts());
    expect(minute.read(199_999).postsPerSecond).toBe(2);
    const young = new LastMinute(0);
    young.add(100, counts({ posts: 8 }));
    expect([young.read(100).postsPerSecond, young.read(4_000).postsPerSecond]).toEqual([8, 2]);
  });

  it('ranks hashtags by their number, and counts at most 100 in a second', () => {
    const minute = new LastMinute(0);
    minute.add(0, counts({ hashtags: { rome: 1, b: 1, a: 1 } }));
    minute.add(1_000, counts({ hashtags: { rome: 2 } }));
    expect(minute.read(1_000).hashtags).toEqual([
      ['rome', 3],
      ['a', 1],
      ['b', 1],
    ]);
    const flood = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`tag${index}`, 1]));
    minute.add(2_000, counts({ hashtags: flood }));
    expect(minute.read(2_000).hashtags).toHaveLength(103);
  });

  it('forgets posts that lie in the future after the clock was set back', () => {
    const minute = new LastMinute(0);
    minute.add(500_000, counts());
    minute.add(100_000, counts());
    expect(minute.read(100_000).posts).toBe(1);
  });

  it('equals a recount', () => {
    const steps = fc.array(fc.tuple(fc.nat(20_000), fc.nat(5)), { maxLength: 50 });
    fc.assert(
      fc.property(steps, (jumps) => {
        const minute = new LastMinute(0);
        let now = 0;
        const all: (readonly [number, number])[] = [];
        for (const [jump, posts] of jumps) {
          now += jump;
          all.push([Math.floor(now / 1_000), posts]);
          minute.add(now, counts({ posts }));
        }
        const last = Math.floor(now / 1_000);
        const expected = all.reduce((sum, [second, posts]) => sum + (second > last - 60 ? posts : 0), 0);
        expect(minute.read(now).posts).toBe(expected);
      }),
    );
  });
});
