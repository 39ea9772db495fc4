import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Budget } from '../../../../src/sources/x/budget.ts';

describe('a budget', () => {
  it('is never exceeded in any window, and always gives again', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(40), fc.boolean()), { maxLength: 200 }), (wishes) => {
        const budget = new Budget({ max: 8, windowMs: 100 });
        const uses: number[] = [];
        let now = 0;
        for (const [pauseMs, urgent] of wishes) {
          now += pauseMs / 10;
          const waitMs = budget.waitMs(now, urgent);
          expect(waitMs).toBeLessThanOrEqual(100);
          if (waitMs > 0) continue;
          budget.acquire(now);
          uses.push(now);
        }
        for (const use of uses) expect(uses.filter((at) => at > use - 100 && at <= use).length).toBeLessThanOrEqual(8);
      }),
    );
  });

  it('keeps half of itself for what is urgent, and spreads its last quarter', () => {
    const budget = new Budget({ max: 8, windowMs: 100 });
    for (let use = 0; use < 4; use += 1) {
      expect(budget.waitMs(use, false)).toBe(0);
      budget.acquire(use);
    }
    expect(budget.waitMs(4, false)).toBe(96);
    for (let use = 4; use < 6; use += 1) {
      expect(budget.waitMs(use, true)).toBe(0);
      budget.acquire(use);
    }
    expect(budget.waitMs(6, true)).toBeGreaterThan(20);
    expect(budget.waitMs(99, true)).toBe(0);
  });
});
