import { describe, expect, it } from 'vitest';
import { totalOf } from '../../../src/web/state/points.ts';
import { ranges } from '../../../src/web/state/ranges.ts';
import { Series } from '../../../src/web/state/series.ts';
import { bucket, now } from '../../support/buckets.ts';

const domain = { from: now - 300_000, to: now };

describe('stored buckets in finer steps', () => {
  it('places stored time beside its own, so that no hole is left where both were tracked', () => {
    const series = new Series();
    const [early, late] = [
      { ...bucket(now - 20_000, 6), tracked: 0.6 },
      { ...bucket(now - 10_000, 3), tracked: 0.3 },
    ];
    const options = { stepMs: 10_000, from: now - 300_000, until: now - 7_000 };
    series.fill([early, late], options);
    series.cover(now - 6_000, now);
    const covered = (age: number) => series.ring(1_000).at(now - age).coveredMs;
    expect([17, 16, 11, 10, 9, 8, 7, 6, 1].map((age) => covered(age * 1_000))).toEqual([
      0, 1_000, 1_000, 1_000, 1_000, 1_000, 0, 1_000, 1_000,
    ]);
    expect(series.firstAt).toBe(now - 16_000);
    series.fill([{ ...bucket(now - 10_000, 10), tracked: 1 }], { ...options, until: now });
    series.fill([{ ...bucket(now - 10_000, 10), tracked: 1 }], { ...options, until: now });
    expect(covered(7_000)).toBe(1_000);
    expect(totalOf(series, ranges['1m'], domain)).toMatchObject({ coveredMs: 16_000 });
  });

  it('places the rest of a bucket at the end that covered time touches, or at both', () => {
    const part = (at: number, tracked: number) => ({ ...bucket(at, 2), tracked });
    const series = new Series();
    const fill = [part(now - 40_000, 1), part(now - 30_000, 0.2), part(now - 20_000, 0), part(now - 10_000, 0.4)];
    series.fill(fill, { stepMs: 10_000, from: now - 300_000, until: now });
    const covered = (from: number) =>
      Array.from({ length: 10 }, (_, index) => series.ring(1_000).at(now - from + index * 1_000).coveredMs / 1_000);
    expect(covered(30_000)).toEqual([1, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect(covered(10_000)).toEqual([0, 0, 0, 0, 0, 0, 1, 1, 1, 1]);
    const holed = new Series();
    holed.fill([part(now - 30_000, 1), part(now - 20_000, 0.4), part(now - 10_000, 1)], {
      stepMs: 10_000,
      from: now - 300_000,
      until: now,
    });
    const middle = Array.from(
      { length: 10 },
      (_, index) => holed.ring(1_000).at(now - 20_000 + index * 1_000).coveredMs,
    );
    expect(middle).toEqual([1_000, 1_000, 0, 0, 0, 0, 0, 0, 1_000, 1_000]);
  });

  it('takes two buckets that are covered in part for one hole', () => {
    const part = (age: number, tracked: number) => ({ ...bucket(now - age, 2), tracked });
    const series = new Series();
    series.fill([part(40_000, 1), part(30_000, 0.7), part(20_000, 0.4), part(10_000, 1)], {
      stepMs: 10_000,
      from: now - 300_000,
      until: now,
    });
    const seconds = Array.from(
      { length: 20 },
      (_, index) => series.ring(1_000).at(now - 30_000 + index * 1_000).coveredMs,
    );
    expect(seconds).toEqual([
      ...Array.from({ length: 7 }, () => 1_000),
      ...Array.from({ length: 9 }, () => 0),
      1_000,
      1_000,
      1_000,
      1_000,
    ]);
  });

  it('replaces estimates of finer steps by exact counts', () => {
    const series = new Series();
    const minute = Math.floor(now / 60_000) * 60_000 - 60_000;
    series.fill([{ ...bucket(minute, 12), tracked: 0.5 }], { stepMs: 60_000, from: minute, until: now });
    const shown = { from: minute, to: minute + 60_000 };
    expect(totalOf(series, ranges['15m'], shown)).toMatchObject({ posts: 12, coveredMs: 30_000 });
    const exact = [bucket(minute, 2), bucket(minute + 10_000, 6), bucket(minute + 50_000, 4)];
    series.fill(exact, { stepMs: 10_000, from: minute, until: now });
    expect(totalOf(series, ranges['15m'], shown)).toMatchObject({ posts: 12, coveredMs: 30_000 });
    expect(series.ring(10_000).at(minute + 30_000).coveredMs).toBe(0);
    expect(series.ring(10_000).at(minute + 10_000).posts).toBe(6);
  });
});
