import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Capacity } from '../../../src/delivery/sessions.ts';
import { RateLimit } from '../../../src/budget/index.ts';

describe('the capacity for sessions', () => {
  it('is limited in total and by address, and is freed by a release', () => {
    const capacity = new Capacity({ maxSessions: 3, maxSessionsPerAddress: 2 });
    const takes = (...addresses: readonly string[]) => addresses.map((address) => capacity.acquire(address));
    expect(takes('a', 'a', 'a')).toEqual([undefined, undefined, 'sessions_per_address']);
    expect(takes('b', 'c')).toEqual([undefined, 'sessions']);
    capacity.release('c');
    expect(takes('c')).toEqual(['sessions']);
    capacity.release('a');
    capacity.release('b');
    expect(takes('a', 'a', 'b', 'b')).toEqual([undefined, 'sessions_per_address', undefined, 'sessions']);
  });

  it('never exceeds its limits, and is freed completely, in any order', () => {
    const steps = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.boolean()), { maxLength: 100 });
    fc.assert(
      fc.property(steps, (taken) => {
        const capacity = new Capacity({ maxSessions: 4, maxSessionsPerAddress: 2 });
        const held: string[] = [];
        for (const [address, takes] of taken) {
          if (!takes) {
            const first = held.shift();
            if (first !== undefined) capacity.release(first);
            continue;
          }
          const here = held.filter((each) => each === address).length;
          const isTaken = capacity.acquire(address) === undefined;
          expect(isTaken).toBe(held.length < 4 && here < 2);
          if (isTaken) held.push(address);
        }
        for (const address of held) capacity.release(address);
        for (const address of ['a', 'a', 'b', 'b']) expect(capacity.acquire(address)).toBeUndefined();
        expect(capacity.acquire('c')).toBe('sessions');
      }),
    );
  });
});

describe('the rate limit on messages', () => {
  const setUp = () => {
    const clock = { now: 0 };
    const limit = new RateLimit({ perSecond: 10, burst: 5, now: () => clock.now });
    const takes = (): number => {
      let count = 0;
      while (limit.tryConsume()) count += 1;
      return count;
    };
    return { clock, takes };
  };

  it('allows a burst, then the sustained rate', () => {
    const { clock, takes } = setUp();
    expect(takes()).toBe(5);
    clock.now = 99;
    expect(takes()).toBe(0);
    clock.now = 350;
    expect(takes()).toBe(3);
    clock.now = 10_000;
    expect(takes()).toBe(5);
  });

  it('adds no tokens when the clock jumps back, and continues from there', () => {
    const { clock, takes } = setUp();
    clock.now = 5_000;
    expect(takes()).toBe(5);
    clock.now = 1_000;
    expect(takes()).toBe(0);
    clock.now = 1_200;
    expect(takes()).toBe(2);
  });
});
