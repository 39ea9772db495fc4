import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultWindowBudget, paneMsOf, windowCost, windowFault } from '../../../src/model/index.ts';

describe('a window', () => {
  it.each([
    [1_000, 1_000],
    [1_000, 250],
    [5_000, 2_000],
    [60_000, 5_000],
    [60_000, 250],
    [3_600_000, 10_000],
    [3_600_000, 3_600_000],
  ])('of %i ms every %i ms can be had', (windowMs, everyMs) => {
    expect(windowFault({ windowMs, everyMs })).toBeUndefined();
  });

  it.each([
    [999, 999, 'windowMs'],
    [3_600_001, 1_000, 'windowMs'],
    [1_500.5, 500, 'windowMs'],
    [NaN, 500, 'windowMs'],
    [10_000, 249, 'everyMs'],
    [10_000, 10_001, 'everyMs'],
    [10_000, 333.3, 'everyMs'],
    [10_000, Infinity, 'everyMs'],
    [3_600_000, 1_000, 'too many parts'],
    [10_001, 10_000, 'too many parts'],
    [60_000, 59_999, 'too many parts'],
  ])('of %d ms every %d ms is refused with a sentence', (windowMs, everyMs, part) => {
    expect(windowFault({ windowMs, everyMs })).toContain(part);
  });

  it('is made of the longest panes that divide both of its figures', () => {
    const figure = fc.integer({ min: 1, max: 5_000 });
    fc.assert(
      fc.property(figure, figure, (windowMs, everyMs) => {
        const divides = (paneMs: number) => windowMs % paneMs === 0 && everyMs % paneMs === 0;
        const paneMs = paneMsOf({ windowMs, everyMs });
        expect(divides(paneMs)).toBe(true);
        for (let longer = paneMs + 1; longer <= everyMs; longer += 1) expect(divides(longer)).toBe(false);
      }),
    );
  });
});

describe('the price of a window', () => {
  it.each([
    [60_000, 60_000, 3],
    [60_000, 5_000, 23],
    [60_000, 1_000, 111],
    [3_600_000, 24_000, 154],
    [3_600_000, 10_000, 366],
    [90_000, 250, 561],
    [1_000, 250, 205],
  ])('of %i ms every %i ms is %i', (windowMs, everyMs, price) => {
    expect(windowCost({ windowMs, everyMs })).toBe(price);
  });

  it('is within budget for a session of 64 queries and an address of 200, with the windows of the page for an hour', () => {
    const price =
      windowCost({ windowMs: 3_600_000, everyMs: 24_000 }) + windowCost({ windowMs: 10_000, everyMs: 10_000 });
    expect(64 * price).toBeLessThanOrEqual(defaultWindowBudget.perSession);
    expect(200 * price).toBeLessThanOrEqual(defaultWindowBudget.perAddress);
  });
});
