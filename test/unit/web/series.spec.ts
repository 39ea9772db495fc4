import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pointsOf, polaritiesOf, slidingSums, spreadOf, timesOf, totalOf } from '../../../src/web/state/points.ts';
import { domainOf, rangeFor, ranges } from '../../../src/web/state/ranges.ts';
import { noCounts, RingBuffer, sum } from '../../../src/web/state/ring-buffer.ts';
import { exactSpan, uncoveredSpans } from '../../../src/web/state/uncovered.ts';
import { Series } from '../../../src/web/state/series.ts';
import { bucket, now, sample } from '../../support/buckets.ts';

const domain = { from: now - 300_000, to: now };

describe('a ring', () => {
  it('keeps the newest steps and drops the oldest', () => {
    const ring = new RingBuffer(1_000, 3);
    const one = { ...noCounts, posts: 1, positive: 1 };
    for (const at of [1_000, 2_000, 3_000, 4_000, 1_500]) ring.add(at, one);
    expect([1_000, 2_000, 3_000, 4_000].map((at) => ring.at(at).posts)).toEqual([0, 1, 1, 1]);
  });
});

describe('a series', () => {
  it('counts every post of a range, in any order', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 299_999 }), { maxLength: 60 }), (ages) => {
        const series = new Series();
        for (const age of ages) series.add(sample(now - 1 - age));
        expect(totalOf(series, ranges['5m'], domain).posts).toBe(ages.length);
        expect(totalOf(series, ranges['30d'], { from: now - 30 * 86_400_000, to: now }).posts).toBe(ages.length);
      }),
    );
  });

  it('uses the counts of the store where they are higher, and its own elsewhere', () => {
    const series = new Series();
    series.add(sample(now - 5_000));
    series.fill([bucket(now - 20_000, 10), bucket(now - 10_000, 0.5)], {
      stepMs: 10_000,
      from: now - 300_000,
      until: now,
    });
    expect(series.ring(10_000).at(now - 20_000).posts).toBe(10);
    expect(series.ring(10_000).at(now - 10_000).posts).toBe(1);
    expect(series.ring(3_600_000).at(now - 1).posts).toBe(11);
  });

  it('spreads stored buckets evenly over finer steps that have passed', () => {
    const series = new Series();
    const half = { ...bucket(now - 20_000, 10), tracked: 0.5 };
    series.fill([half], { stepMs: 10_000, from: now - 300_000, until: now - 15_000 });
    expect(totalOf(series, ranges['5m'], domain).posts).toBeCloseTo(10);
    expect(series.ring(1_000).at(now - 18_000).posts).toBeCloseTo(2);
    expect(series.ring(1_000).at(now - 15_000).posts).toBe(0);
    expect(spreadOf(totalOf(series, ranges['5m'], domain))).toBeCloseTo(0.3);
  });

  it('knows the polarity of topics of the posts that it counted itself', () => {
    const series = new Series();
    series.add(sample(now - 1_000));
    series.fill([bucket(now - 20_000, 3)], { stepMs: 10_000, from: now - 300_000, until: now });
    const total = totalOf(series, ranges['15m'], domain);
    expect(polaritiesOf(total, 'whole')).toMatchObject({ posts: 4, positive: 4 });
    expect(polaritiesOf(total, 'topic')).toEqual({ posts: 1, positive: 0, neutral: 0, negative: 1 });
    expect(spreadOf(total, 'topic')).toBeUndefined();
  });

  it('never counts a post twice that the store has too', () => {
    const series = new Series();
    series.cover(now - 10_000, now);
    for (const age of [1_000, 3_000, 5_000]) series.add(sample(now - age, -0.5));
    series.fill([bucket(now - 10_000, 3, -0.5)], { stepMs: 10_000, from: now - 300_000, until: now });
    for (const range of ['1m', '15m', '24h', '30d'] as const) {
      const whole = { from: now - ranges[range].ms, to: now };
      expect(totalOf(series, ranges[range], whole)).toMatchObject({ posts: 3, compoundSum: -1.5, topicPosts: 3 });
    }
  });

  it('begins where the finest stored buckets of the time begin', () => {
    const series = new Series();
    const hour = Math.floor(now / 3_600_000) * 3_600_000 - 3_600_000;
    const tenSeconds = { stepMs: 10_000, from: hour - 60_000, until: now };
    series.fill([{ ...bucket(hour, 4), tracked: 0.01 }], { stepMs: 3_600_000, from: 0, until: now });
    expect(series.firstAt).toBe(hour);
    series.fill([bucket(hour + 1_200_000, 4)], tenSeconds);
    expect(series.firstAt).toBe(hour + 1_200_000);
    series.fill([bucket(now - 10_000, 4)], { ...tenSeconds, from: now - 60_000 });
    expect(series.firstAt).toBe(hour + 1_200_000);
  });

  it('counts posts that arrived summed up, with an unknown spread', () => {
    const series = new Series();
    const merged = { at: now - 10_000, posts: 40, positive: 0, negative: 40, neutral: 0 };
    series.addSummed({ ...merged, meanCompound: -0.5, meanTopicCompound: 0 }, now - 8_000);
    const total = totalOf(series, ranges['5m'], domain);
    expect(total).toMatchObject({ posts: 40, compoundSum: -20 });
    expect(spreadOf(total)).toBeUndefined();
  });
});

describe('points', () => {
  it('sum up a window each, as if it were added up by itself', () => {
    const count = fc.nat(9).map((posts) => ({ ...noCounts, posts, positive: posts % 3, coveredMs: posts * 10 }));
    fc.assert(
      fc.property(fc.array(count, { maxLength: 40 }), fc.integer({ min: 1, max: 12 }), (counts, length) => {
        const windows = counts.slice(length - 1).map((_, start) => counts.slice(start, start + length).reduce(sum));
        expect(slidingSums(counts, length)).toEqual(windows);
      }),
    );
  });

  const range = ranges['1m'];
  const options = {
    times: timesOf(range, { from: now - 60_000, to: now }),
    measure: 'whole',
    now,
    isCovered: true,
  } as const;

  it('are the mean of the window before them', () => {
    const series = new Series();
    series.cover(now - 60_000, now);
    series.add(sample(now - 20_500, 1));
    series.add(sample(now - 18_500, 0));
    const { mean } = pointsOf(series, range, { ...options, gaps: [] });
    const at = (ago: number) => mean[options.times.indexOf(now - ago)];
    expect([at(21_000), at(20_000), at(18_000), at(10_000), at(8_000)]).toEqual([undefined, 1, 0.5, 0, undefined]);
  });

  it('are null in a gap without posts, and have a value where a post arrived', () => {
    const series = new Series();
    for (let age = 500; age < 60_000; age += 1_000) {
      if (age < 20_000 || age > 30_000 || age === 25_500) series.add(sample(now - age));
    }
    series.cover(now - 60_000, now);
    const gap = { source: 'demo', from: now - 30_000, to: now - 20_000, cause: '', filled: 'none' } as const;
    const { mean } = pointsOf(series, range, { ...options, gaps: [gap] });
    const at = (ago: number) => mean[options.times.indexOf(now - ago)];
    expect([at(31_000), at(28_000), at(25_000), at(21_000), at(19_000)]).toEqual([0.5, null, 0.5, null, 0.5]);
  });

  it('have no line over time that was not tracked, and one over a silence that was', () => {
    const series = new Series();
    series.add(sample(now - 50_500));
    series.add(sample(now - 10_500));
    series.cover(now - 60_000, now - 45_000);
    series.cover(now - 20_000, now);
    const { mean, covered } = pointsOf(series, range, { ...options, gaps: [] });
    const at = (ago: number) => options.times.indexOf(now - ago);
    expect([mean[at(47_000)], mean[at(30_000)], mean[at(15_000)]]).toEqual([0.5, null, undefined]);
    const [pizza, tea] = [
      { name: 'pizza', covered },
      { name: 'tea', covered: covered.map((_, index) => index > 20) },
    ] as const;
    expect(uncoveredSpans(options.times, [pizza], range.stepMs)).toEqual([
      { from: now - 45_000, to: now - 20_000, label: 'not tracked', isWhole: true },
    ]);
    expect(uncoveredSpans(options.times, [pizza, tea], range.stepMs)).toEqual([
      { from: now - 60_000, to: now - 45_000, label: 'tea not tracked', isWhole: false },
      { from: now - 45_000, to: now - 39_000, label: 'not tracked', isWhole: true },
      { from: now - 39_000, to: now - 20_000, label: 'pizza not tracked', isWhole: false },
    ]);
  });

  it('begin once a window is covered for more than a moment, of which one post would be the mood', () => {
    const series = new Series();
    for (const age of [9_500, 5_500, 500]) series.add(sample(now - age));
    series.cover(now - 10_000, now);
    const { mean, rate } = pointsOf(series, range, { ...options, gaps: [] });
    const drawn = (values: typeof mean) => values.slice(-10).map((value) => typeof value === 'number');
    expect(drawn(mean)).toEqual([false, false, true, true, true, true, true, true, true, true]);
    expect(drawn(rate)).toEqual(drawn(mean));
  });

  it('tell exactly from when to when they were not covered', () => {
    const series = new Series();
    series.cover(now - 60_000, now - 44_600);
    series.cover(now - 12_300, now);
    const shown = ranges['15m'];
    const times = timesOf(shown, { from: now - 60_000, to: now });
    const { covered, counts } = pointsOf(series, shown, { ...options, times, gaps: [] });
    const [span] = uncoveredSpans(times, [{ name: 'pizza', covered }], shown.stepMs);
    expect(span).toMatchObject({ from: now - 40_000, to: now - 20_000 });
    expect(span && exactSpan(span, times, counts)).toEqual({ from: now - 44_600, to: now - 12_300 });
  });

  it('count the present as covered only while it is', () => {
    const series = new Series();
    series.cover(now - 60_000, now - 5_000);
    const last = (isCovered: boolean) => pointsOf(series, range, { ...options, gaps: [], isCovered }).covered.slice(-3);
    expect([last(true), last(false)]).toEqual([
      [false, true, true],
      [false, false, false],
    ]);
  });

  it('have the rate of covered time alone', () => {
    const series = new Series();
    for (let age = 500; age < 5_000; age += 1_000) series.add(sample(now - age));
    series.cover(now - 5_000, now);
    expect(pointsOf(series, range, { ...options, gaps: [] }).rate.at(-1)).toBe(60);
    const stored = new Series();
    stored.fill([{ ...bucket(now - 10_000, 4), tracked: 0.5 }], { stepMs: 10_000, from: now - 300_000, until: now });
    expect(totalOf(stored, ranges['15m'], domain)).toMatchObject({ posts: 4, coveredMs: 5_000 });
  });

  it('stay within -1 and 1 with their spread', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 59_999 }), fc.double({ min: -1, max: 1, noNaN: true }))),
        (posts) => {
          const series = new Series();
          series.cover(now - 60_000, now);
          for (const [age, compound] of posts) series.add(sample(now - age, compound));
          const { mean, low, high } = pointsOf(series, range, { ...options, gaps: [] });
          for (const [index, value] of mean.entries()) {
            if (typeof value !== 'number') continue;
            expect(low[index] ?? -1).toBeGreaterThanOrEqual(-1);
            expect(high[index] ?? 1).toBeLessThanOrEqual(1);
            expect(low[index] ?? -1).toBeLessThanOrEqual(value + 1e-9);
            expect(high[index] ?? 1).toBeGreaterThanOrEqual(value - 1e-9);
          }
        },
      ),
    );
  });
});

describe('the time axis', () => {
  it('grows from a minute to its range with the age of the first post', () => {
    const lengthAt = (age: number | undefined) => {
      const { from, to } = domainOf(ranges['5m'], now, age === undefined ? undefined : now - age);
      return to - from;
    };
    expect([undefined, 1_000, 100_000, 600_000].map(lengthAt)).toEqual([60_000, 60_000, 110_000, 300_000]);
  });
});

describe('a long range with little history', () => {
  it('is drawn in the steps of a shorter one', () => {
    const short = rangeFor(ranges['24h'], { from: now - 200_000, to: now });
    expect(short).toMatchObject({ name: '24h', label: 'Last 24 hours', stepMs: ranges['5m'].stepMs });
    expect(rangeFor(ranges['24h'], { from: now - 86_400_000, to: now }).stepMs).toBe(ranges['24h'].stepMs);
    expect(rangeFor(ranges['1m'], { from: now - 60_000, to: now })).toEqual(ranges['1m']);
  });
});
