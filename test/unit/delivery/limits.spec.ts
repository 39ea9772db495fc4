import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Capacity } from '../../../src/delivery/capacity.ts';
import { RateLimit } from '../../../src/budget/index.ts';

describe('the capacity for sessions', () => {
  it('is limited in total and by address, and is freed by a release', () => {
    let now = 0;
    const capacity = new Capacity({ maxSessions: 3, maxSessionsPerAddress: 2 }, () => (now += 10_000));
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
        let now = 0;
        const capacity = new Capacity({ maxSessions: 4, maxSessionsPerAddress: 2 }, () => (now += 10_000));
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

describe('the rate of new sessions', () => {
  it('is a burst of as many as an address may have, which is refilled within 10 s', () => {
    const clock = { now: 0 };
    const capacity = new Capacity({ maxSessions: 100, maxSessionsPerAddress: 10 }, () => clock.now);
    const visits = (address: string, count: number) =>
      Array.from({ length: count }, () => {
        const refusal = capacity.acquire(address);
        if (refusal === undefined) capacity.release(address);
        return refusal ?? 'open';
      });
    const times = (count: number, what: string) => Array.from({ length: count }, () => what);
    expect(visits('a', 12)).toEqual([...times(10, 'open'), ...times(2, 'session_rate')]);
    expect(visits('b', 10)).toEqual(times(10, 'open'));
    clock.now = 2_000;
    expect(visits('a', 3)).toEqual([...times(2, 'open'), 'session_rate']);
    clock.now = 12_000;
    expect(visits('a', 11)).toEqual([...times(10, 'open'), 'session_rate']);
    expect(capacity.owners).toBe(0);
  });

  it('is not used up by sessions that are refused for another reason', () => {
    const capacity = new Capacity({ maxSessions: 100, maxSessionsPerAddress: 2 }, () => 0);
    const refusals = ['a', 'a', 'a', 'a'].map((address) => capacity.acquire(address));
    expect(refusals).toEqual([undefined, undefined, 'sessions_per_address', 'sessions_per_address']);
    capacity.release('a');
    expect(capacity.acquire('a')).toBe('session_rate');
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
