import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createWatermark, type Watermark } from '../../../src/window/index.ts';

const allowedLatenessMs = 30_000;
const bucketMs = 10_000;
const hour = 3_600_000;
const day = 24 * hour;
const create = () => createWatermark({ allowedLatenessMs, bucketMs });

/** The verdict on each post in turn: `+` on time, `-` late. Posts are event times in seconds, seen a day later. */
const verdicts = (watermark: Watermark, seconds: readonly number[]): string =>
  seconds.map((at) => (watermark.place(at * 1_000, day).verdict === 'late' ? '-' : '+')).join('');

describe('the watermark', () => {
  it.each([
    ['in order', [0, 10, 20, 1_000], '++++'],
    ['30 s late', [100, 70, 130, 100], '++++'],
    ['later, its bucket still open', [109, 70, 109.999, 70], '++++'],
    ['later than its bucket', [110, 79.999, 80], '+-+'],
    ['late twice: the second says nothing of time', [200, 10, 165], '+--'],
    ['as late as the open bucket lasts', [139.999, 100, 140, 100, 109.999, 110], '+++--+'],
  ])('takes a post %s', (_, seconds, expected) => {
    expect(verdicts(create(), seconds)).toBe(expected);
  });

  it('closes nothing before the first post', () => {
    expect(create().closedBefore()).toBe(-Infinity);
  });

  it('closes a bucket when its end is 30 s behind the newest post', () => {
    const watermark = create();
    watermark.place(139_999, day);
    expect(watermark.closedBefore()).toBe(100_000);
    watermark.place(140_000, day);
    expect(watermark.closedBefore()).toBe(110_000);
  });

  it('stands still while no post comes, however late it gets', () => {
    const watermark = create();
    watermark.place(139_999, 139_999);
    watermark.frontier(day);
    expect(watermark.place(100_000, day)).toEqual({ at: 100_000, verdict: 'on-time' });
  });

  it('takes an event time ahead of the wall clock as now, so that a post from 2099 closes nothing', () => {
    const watermark = create();
    const now = 200_000;
    expect(watermark.place(Date.UTC(2099, 0), now)).toEqual({ at: now, verdict: 'on-time' });
    expect(watermark.place(now - 30_000, now + 1).verdict).toBe('on-time');
  });

  it('goes back with a clock that is set back, so that what comes is on time', () => {
    const watermark = create();
    watermark.place(day + hour, day + hour);
    expect(watermark.place(day, day)).toEqual({ at: day, verdict: 'on-time' });
    expect(watermark.closedBefore()).toBe(day - allowedLatenessMs);
    expect(watermark.frontier(day + 5)).toBe(day + 5);
  });

  it('says of any posts what a comparison with all that came before says', () => {
    const step = fc.record({ at: fc.integer({ min: -50_000, max: 300_000 }), waitMs: fc.nat({ max: 20_000 }) });
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const watermark = create();
        let now = 100_000;
        let latest = -Infinity;
        for (const { at, waitMs } of steps) {
          now += waitMs;
          const eventTime = Math.min(at, now);
          latest = Math.max(latest, eventTime);
          const bucketEnd = Math.floor(eventTime / bucketMs) * bucketMs + bucketMs;
          const verdict = bucketEnd > latest - allowedLatenessMs ? 'on-time' : 'late';
          expect(watermark.place(at, now)).toEqual({ at: eventTime, verdict });
          expect(watermark.frontier(now)).toBeGreaterThanOrEqual(latest);
          expect(watermark.frontier(now)).toBeLessThanOrEqual(now);
        }
      }),
    );
  });
});

describe('the frontier', () => {
  it('is the wall clock before the first post', () => {
    expect(create().frontier(day)).toBe(day);
  });

  it('keeps its distance from the wall clock while no post comes', () => {
    const watermark = create();
    watermark.place(hour, day);
    expect(watermark.frontier(day)).toBe(hour);
    expect(watermark.frontier(day + 5_000)).toBe(hour + 5_000);
  });

  it('is moved on at once by a post ahead of it, and not by an older one', () => {
    const watermark = create();
    watermark.place(hour, day);
    watermark.place(2 * hour, day + 1_000);
    expect(watermark.frontier(day + 1_000)).toBe(2 * hour);
    watermark.place(hour + 1, day + 2_000);
    expect(watermark.frontier(day + 2_000)).toBe(2 * hour + 1_000);
  });

  it('is not pulled back by a newest post that is a second behind it, but by one further behind', () => {
    const watermark = create();
    watermark.place(hour, day);
    watermark.place(hour + 4_000, day + 5_000);
    expect(watermark.frontier(day + 5_000)).toBe(hour + 5_000);
    watermark.place(hour + 5_000, day + 6_001);
    expect(watermark.frontier(day + 6_001)).toBe(hour + 5_000);
  });

  it('follows the events again after the wall clock has jumped', () => {
    const watermark = create();
    watermark.place(day, day);
    expect(watermark.frontier(day + hour)).toBe(day + hour);
    watermark.place(day + 1_000, day + hour + 1_000);
    expect(watermark.frontier(day + hour + 2_000)).toBe(day + 2_000);
  });

  it('waits for a clock that was set back a little', () => {
    const watermark = create();
    watermark.place(hour, day);
    expect(watermark.frontier(day - 5_000)).toBe(hour);
    expect(watermark.frontier(day + 1)).toBe(hour + 1);
  });
});
