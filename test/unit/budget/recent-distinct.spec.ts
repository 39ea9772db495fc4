import { describe, expect, it } from 'vitest';
import { RecentDistinct } from '../../../src/budget/index.ts';

describe('the distinct keys of late', () => {
  it('count once each, from the last time on that they came', () => {
    let time = 0;
    const keys = new RecentDistinct({ ms: 10, maxKeys: 5, now: () => time });
    keys.add('a');
    keys.add('b');
    time = 5;
    keys.add('a');
    expect(keys.count()).toBe(2);
    time = 10;
    expect(keys.count()).toBe(1);
    time = 15;
    expect(keys.count()).toBe(0);
  });

  it('are bounded: the one that came the longest ago is forgotten', () => {
    const keys = new RecentDistinct({ ms: 10, maxKeys: 2, now: () => 0 });
    for (const key of ['a', 'b', 'c', 'c']) keys.add(key);
    expect(keys.count()).toBe(2);
  });
});
