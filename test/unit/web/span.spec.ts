import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ranges, ringSizes } from '../../../src/web/state/ranges.ts';
import {
  fitted,
  isInRings,
  liveRangeOf,
  maxSpanMs,
  minSpanMs,
  rangeOfSpan,
  scrolled,
  sizesFor,
  spanLabel,
  zoomed,
} from '../../../src/web/state/span.ts';

const noon = new Date(2026, 0, 15, 12).getTime();
const minute = 60_000;
const span = (from: number, to: number) => ({ from: noon + from * minute, to: noon + to * minute });
const instant = fc.integer({ min: noon - 3 * maxSpanMs, max: noon + maxSpanMs });

describe('a shown span', () => {
  it('is always one that can be drawn, and ends by now', () => {
    fc.assert(
      fc.property(instant, instant, (from, to) => {
        const fit = fitted({ from, to }, noon);
        expect(fit.to - fit.from).toBeGreaterThanOrEqual(minSpanMs);
        expect(fit.to - fit.from).toBeLessThanOrEqual(maxSpanMs);
        expect(fit.to).toBeLessThanOrEqual(noon + 1_000);
        expect(fit.from % 1_000).toBe(0);
        expect(rangeOfSpan(fit, noon).stepMs * 400).toBeGreaterThan(fit.to - fit.from);
      }),
    );
  });

  it('keeps its length where it is moved, and stays in the past', () => {
    expect(scrolled(span(-20, -10), -0.5, noon)).toEqual(span(-25, -15));
    expect(scrolled(span(-20, -10), 0.5, noon)).toEqual(span(-15, -5));
    expect(scrolled(span(-20, -10), 3, noon)).toEqual(span(-10, 0));
  });

  it('keeps the time around which it is zoomed in its place', () => {
    expect(zoomed(span(-20, -10), 0.5, { around: noon - 12 * minute, now: noon })).toEqual(span(-16, -11));
    expect(zoomed(span(-20, -10), 2, { around: noon - 15 * minute, now: noon })).toEqual(span(-25, -5));
    expect(zoomed(span(-5, -4.5), 0.5, { around: noon - 5 * minute, now: noon })).toEqual(span(-5, -4.5));
  });

  it('is live again where it ends now, in the range that holds it', () => {
    expect(liveRangeOf(span(-15, 0), noon)).toBe('15m');
    expect(liveRangeOf(span(-15, -0.5), noon)).toBeUndefined();
    expect(liveRangeOf(span(-14, 0), noon)).toBe('15m');
  });

  it('is drawn from the live counts as long as they have all of it', () => {
    const range = rangeOfSpan(span(-5, 0), noon);
    expect(range.ringMs).toBe(1_000);
    expect(isInRings(span(-5, 0), range, noon)).toBe(true);
    expect(isInRings(span(-5, 0), range, noon + 2 * minute)).toBe(false);
    for (const { ms, ...each } of Object.values(ranges)) {
      expect(isInRings({ from: noon - ms, to: noon }, { ms, ...each }, noon), each.name).toBe(true);
    }
  });

  it('has rings for itself and as much time before it', () => {
    const range = rangeOfSpan(span(-50, 0), noon);
    expect(sizesFor(span(-50, 0), range)).toEqual([[10_000, 614]]);
    expect(sizesFor(span(-5, 0), rangeOfSpan(span(-5, 0), noon)).map(([stepMs]) => stepMs)).toEqual([1_000, 10_000]);
    expect(ringSizes.map(([stepMs]) => stepMs)).toContain(range.ringMs);
  });

  it('is named by its times, with the date where it is not of today', () => {
    expect(spanLabel(span(-20, -10), noon)).toBe('11:40 to 11:50');
    expect(spanLabel(span(-2, -1), noon)).toBe('11:58:00 to 11:59:00');
    expect(spanLabel(span(-24 * 60 - 30, -24 * 60), noon)).toBe('14 Jan, 11:30 to 12:00');
    expect(spanLabel(span(-13 * 60, -11 * 60), noon)).toBe('14 Jan, 23:00 to 15 Jan, 01:00');
  });
});
