import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FairRate, type Payer } from '../../../src/budget/index.ts';

const setUp = (options: Partial<ConstructorParameters<typeof FairRate>[0]> = {}) => {
  const clock = { now: 1_000 };
  const rate = new FairRate({ freePerItem: 0, maxPerOwner: 400, max: 4_000, now: () => clock.now, ...options });
  rate.beginItem();
  return { clock, rate };
};

/** Returns how many of `count` units a payer gets. */
const consume = (rate: FairRate, payer: Payer, count: number): number =>
  Array.from({ length: count }, () => rate.tryConsume([payer])).filter((accepted) => accepted).length;

describe('a fair rate', () => {
  it('gives an owner a quarter of its rate in each quarter of a second', () => {
    const { clock, rate } = setUp();
    expect(consume(rate, { id: 'a' }, 150)).toBe(100);
    clock.now += 250;
    rate.beginItem();
    expect(consume(rate, { id: 'a' }, 150)).toBe(100);
  });

  it('does not count the free units of an item', () => {
    const { rate } = setUp({ freePerItem: 8 });
    for (let item = 0; item < 100; item += 1) {
      rate.beginItem();
      expect(consume(rate, { id: 'a' }, 8)).toBe(8);
    }
    expect(consume(rate, { id: 'a' }, 150)).toBe(100);
  });

  it('charges the first of the payers that has some left, and refuses when none has', () => {
    const { rate } = setUp();
    consume(rate, { id: 'a' }, 100);
    expect(rate.tryConsume([{ id: 'a' }, { id: 'b' }])).toBe(true);
    consume(rate, { id: 'b' }, 99);
    expect(rate.tryConsume([{ id: 'a' }, { id: 'b' }])).toBe(false);
  });

  it('gives a session its part of the rate of its owner, however much another has used', () => {
    const { rate } = setUp();
    consume(rate, { id: '1', owner: 'a' }, 1_000);
    expect(consume(rate, { id: '2', owner: 'a' }, 1_000)).toBe(50);
  });

  it('refuses nobody who wants less than an equal part, and bounds what all get', () => {
    const demands = fc.array(
      fc.record({ owner: fc.integer({ max: 5, min: 0 }), session: fc.integer({ max: 3, min: 0 }) }),
      { maxLength: 400 },
    );
    fc.assert(
      fc.property(demands, (wanted) => {
        const { rate } = setUp({ maxPerOwner: 160, max: 480 });
        const owners = new Set(wanted.map(({ owner }) => owner));
        const seen = new Map<number, number>();
        let given = 0;
        for (const { owner, session } of wanted) {
          const count = (seen.get(owner) ?? 0) + 1;
          seen.set(owner, count);
          const accepted = rate.tryConsume([{ id: `${owner}/${session}`, owner: String(owner) }]);
          given += accepted ? 1 : 0;
          if (count <= Math.min(40, 120 / owners.size)) expect(accepted).toBe(true);
        }
        expect(given).toBeLessThanOrEqual(3 * 120);
      }),
    );
  });
});
