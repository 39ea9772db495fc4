import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCapacity } from '../../../src/delivery/capacity.ts';
import { createRateLimit } from '../../../src/delivery/rate-limit.ts';

describe('the places for sessions', () => {
  it('are so many in all and so many for an address, and come free once however often they are given back', () => {
    const capacity = createCapacity({ maxSessions: 3, maxSessionsPerAddress: 2 });
    const first = capacity.take('a');
    capacity.take('a');
    expect(capacity.take('a')).toBe('sessions_per_address');
    const other = capacity.take('b');
    expect(capacity.take('c')).toBe('sessions');
    for (const release of [first, first, other]) if (typeof release === 'function') release();
    expect(capacity.take('a')).toBeTypeOf('function');
    expect(capacity.take('a')).toBe('sessions_per_address');
    expect(capacity.take('b')).toBeTypeOf('function');
    expect(capacity.take('b')).toBe('sessions');
  });

  it('are never more than they are, and all come back, in whatever order they are taken and given back', () => {
    const steps = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.boolean()), { maxLength: 100 });
    fc.assert(
      fc.property(steps, (taken) => {
        const capacity = createCapacity({ maxSessions: 4, maxSessionsPerAddress: 2 });
        const held: { readonly address: string; readonly release: () => void }[] = [];
        for (const [address, takes] of taken) {
          if (!takes) {
            held.shift()?.release();
            continue;
          }
          const here = held.filter((each) => each.address === address).length;
          const release = capacity.take(address);
          expect(typeof release === 'function').toBe(held.length < 4 && here < 2);
          if (typeof release === 'function') held.push({ address, release });
        }
        for (const { release } of held) release();
        expect(['a', 'a', 'b', 'b'].map((address) => typeof capacity.take(address))).not.toContain('string');
      }),
    );
  });
});

describe('the limit of messages', () => {
  const setUp = () => {
    const clock = { now: 0 };
    const mayTake = createRateLimit({ perSecond: 10, burst: 5, now: () => clock.now });
    const takes = (): number => {
      let count = 0;
      while (mayTake()) count += 1;
      return count;
    };
    return { clock, takes };
  };

  it('lets so many pass at once, then one for each step of time', () => {
    const { clock, takes } = setUp();
    expect(takes()).toBe(5);
    clock.now = 99;
    expect(takes()).toBe(0);
    clock.now = 350;
    expect(takes()).toBe(3);
    clock.now = 10_000;
    expect(takes()).toBe(5);
  });

  it('gives nothing for a clock that jumps back, and goes on from there', () => {
    const { clock, takes } = setUp();
    clock.now = 5_000;
    expect(takes()).toBe(5);
    clock.now = 1_000;
    expect(takes()).toBe(0);
    clock.now = 1_200;
    expect(takes()).toBe(2);
  });
});
