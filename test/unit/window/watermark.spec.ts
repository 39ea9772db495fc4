import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createWatermark, type Watermark } from '../../../src/window/index.ts';

const allowedLatenessMs = 30_000;
const bucketMs = 10_000;
const hour = 3_600_000;
const day = 24 * hour;
const create = () => createWatermark({ allowedLatenessMs, bucketMs });

/** Writes each post in turn as `+` on time or `-` late. Posts are event times in seconds, seen a day later. */
const latenessOf = (watermark: Watermark, seconds: readonly number[]): string =>
  seconds.map((at) => (watermark.assign(at * 1_000, day).late ? '-' : '+')).join('');

describe('the watermark', () => {
  it.each([
    ['in order', [0, 10, 20, 1_000], '++++'],
    ['30 s late', [100, 70, 130, 100], '++++'],
    ['later, its bucket still open', [109, 70, 109.999, 70], '++++'],
    ['later than its bucket', [110, 79.999, 80], '+-+'],
    ['late twice: the second does not move time', [200, 10, 165], '+--'],
    ['as late as the open bucket lasts', [139.999, 100, 140, 100, 109.999, 110], '+++--+'],
  ])('takes a post %s', (_, seconds, expected) => {
    expect(latenessOf(create(), seconds)).toBe(expected);
  });

  it('closes nothing before the first post', () => {
    expect(create().closedBefore()).toBe(-Infinity);
  });

  it('closes a bucket when its end is 30 s behind the newest post', () => {
    const watermark = create();
    watermark.assign(139_999, day);
    expect(watermark.closedBefore()).toBe(100_000);
    watermark.assign(140_000, day);
    expect(watermark.closedBefore()).toBe(110_000);
  });

  it('stands still while no post comes, however late it gets', () => {
    const watermark = create();
    watermark.assign(139_999, 139_999);
    watermark.eventTimeNow(day);
    expect(watermark.assign(100_000, day)).toEqual({ at: 100_000, late: false });
  });

  it('takes an event time ahead of the wall clock as now, so that a post from 2099 closes nothing', () => {
    const watermark = create();
    const now = 200_000;
    expect(watermark.assign(Date.UTC(2099, 0), now)).toEqual({ at: now, late: false });
    expect(watermark.assign(now - 30_000, now + 1).late).toBe(false);
  });

  it('goes back with a clock that is set back, so that new posts are on time', () => {
    const watermark = create();
    watermark.assign(day + hour, day + hour);
    expect(watermark.assign(day, day)).toEqual({ at: day, late: false });
    expect(watermark.closedBefore()).toBe(day - allowedLatenessMs);
    expect(watermark.eventTimeNow(day + 5)).toBe(day + 5);
  });

  it('agrees with a comparison of each post with all before it', () => {
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
          const late = bucketEnd <= latest - allowedLatenessMs;
          expect(watermark.assign(at, now)).toEqual({ at: eventTime, late });
          expect(watermark.eventTimeNow(now)).toBeGreaterThanOrEqual(latest);
          expect(watermark.eventTimeNow(now)).toBeLessThanOrEqual(now);
        }
      }),
    );
  });
});

describe('the event clock', () => {
  it('is the wall clock before the first post', () => {
    expect(create().eventTimeNow(day)).toBe(day);
  });

  it('keeps its distance from the wall clock while no post comes', () => {
    const watermark = create();
    watermark.assign(hour, day);
    expect(watermark.eventTimeNow(day)).toBe(hour);
    expect(watermark.eventTimeNow(day + 5_000)).toBe(hour + 5_000);
  });

  it('is moved on at once by a post ahead of it, and not by an older one', () => {
    const watermark = create();
    watermark.assign(hour, day);
    watermark.assign(2 * hour, day + 1_000);
    expect(watermark.eventTimeNow(day + 1_000)).toBe(2 * hour);
    watermark.assign(hour + 1, day + 2_000);
    expect(watermark.eventTimeNow(day + 2_000)).toBe(2 * hour + 1_000);
  });

  it('is not pulled back by a newest post that is a second behind it, but by one further behind', () => {
    const watermark = create();
    watermark.assign(hour, day);
    watermark.assign(hour + 4_000, day + 5_000);
    expect(watermark.eventTimeNow(day + 5_000)).toBe(hour + 5_000);
    watermark.assign(hour + 5_000, day + 6_001);
    expect(watermark.eventTimeNow(day + 6_001)).toBe(hour + 5_000);
  });

  it('follows the events again after the wall clock has jumped', () => {
    const watermark = create();
    watermark.assign(day, day);
    expect(watermark.eventTimeNow(day + hour)).toBe(day + hour);
    watermark.assign(day + 1_000, day + hour + 1_000);
    expect(watermark.eventTimeNow(day + hour + 2_000)).toBe(day + 2_000);
  });

  it('waits for a clock that was set back a little', () => {
    const watermark = create();
    watermark.assign(hour, day);
    expect(watermark.eventTimeNow(day - 5_000)).toBe(hour);
    expect(watermark.eventTimeNow(day + 1)).toBe(hour + 1);
  });
});
