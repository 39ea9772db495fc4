import { describe, expect, it } from 'vitest';
import { KeyedRateLimit } from '../../../src/budget/index.ts';

describe('a rate limit for each owner', () => {
  it('allows a burst to each, and then the sustained rate', () => {
    let time = 0;
    const limit = new KeyedRateLimit({ perSecond: 1, burst: 2, now: () => time });
    const take = (owner: string) => limit.tryConsume(owner);
    expect([take('a'), take('a'), take('a'), take('b')]).toEqual([true, true, false, true]);
    time = 1_000;
    expect([take('a'), take('a')]).toEqual([true, false]);
  });

  it('forgets owners whose buckets are full again', () => {
    let time = 0;
    const limit = new KeyedRateLimit({ perSecond: 1, burst: 2, now: () => time });
    for (let owner = 0; owner < 100; owner += 1) limit.tryConsume(String(owner));
    expect(limit.size).toBe(100);
    time = 2_000;
    limit.tryConsume('a');
    expect(limit.size).toBe(1);
  });

  it('remembers an owner whose bucket is empty', () => {
    let time = 0;
    const limit = new KeyedRateLimit({ perSecond: 1, burst: 2, now: () => time });
    time = 1_999;
    for (let index = 0; index < 3; index += 1) limit.tryConsume('a');
    time = 2_000;
    expect(limit.tryConsume('a')).toBe(false);
  });
});
