import { describe, expect, it } from 'vitest';
import { createRate } from '../../../src/window/index.ts';

const start = 1_000_000;

describe('a rate', () => {
  it('of a steady stream is its events per second, from the first second on', () => {
    const rate = createRate({ seconds: 10, maxKeys: 10 });
    for (let ms = 0; ms < 60_000; ms += 100) {
      rate.add('pizza', start + ms);
      if (ms >= 1_000) expect(rate.perSecond('pizza', start + ms)).toBeCloseTo(10, -1);
    }
    expect(rate.perSecond('pizza', start + 60_000)).toBeCloseTo(10, 9);
  });

  it('of a key that is unknown or forgotten is 0', () => {
    const rate = createRate({ seconds: 10, maxKeys: 10 });
    expect(rate.perSecond('pizza', start)).toBe(0);
    rate.add('pizza', start);
    rate.forget('pizza');
    expect(rate.perSecond('pizza', start)).toBe(0);
  });

  it('counts several events at once', () => {
    const rate = createRate({ seconds: 10, maxKeys: 10 });
    rate.add('pizza', start, 30);
    expect(rate.perSecond('pizza', start + 3_000)).toBe(10);
  });

  it('goes down to 0 when nothing more comes', () => {
    const rate = createRate({ seconds: 3, maxKeys: 10 });
    for (const second of [0, 1, 2]) rate.add('pizza', start + second * 1_000, 6);
    const after = (seconds: number) => rate.perSecond('pizza', start + seconds * 1_000 - 1);
    expect(after(3)).toBeCloseTo(6, 1);
    expect(after(4)).toBeCloseTo(4, 1);
    expect(after(5)).toBeCloseTo(2, 1);
    expect(after(6)).toBe(0);
    expect(after(6_000)).toBe(0);
  });

  it('counts into the latest second when the clock is set back a little', () => {
    const rate = createRate({ seconds: 10, maxKeys: 10 });
    rate.add('pizza', start, 5);
    rate.add('pizza', start + 5_000, 5);
    rate.add('pizza', start + 2_000, 5);
    expect(rate.perSecond('pizza', start + 5_000)).toBe(3);
  });

  it('starts again when the clock is set back by more than it looks back on', () => {
    const rate = createRate({ seconds: 10, maxKeys: 10 });
    rate.add('pizza', start + 3_600_000, 500);
    rate.add('pizza', start, 5);
    rate.add('pizza', start + 4_000, 5);
    expect(rate.perSecond('pizza', start + 5_000)).toBe(2);
  });

  it('is 0 after a clock has jumped ahead', () => {
    const rate = createRate({ seconds: 10, maxKeys: 10 });
    rate.add('pizza', start, 5);
    expect(rate.perSecond('pizza', start + 3_600_000)).toBe(0);
  });

  it('drops the key that was silent for longest when there are too many', () => {
    const rate = createRate({ seconds: 10, maxKeys: 2 });
    rate.add('a', start);
    rate.add('b', start);
    rate.add('a', start + 1_000);
    rate.add('c', start + 1_000);
    const known = ['a', 'b', 'c'].filter((key) => rate.perSecond(key, start + 1_000) > 0);
    expect(known).toEqual(['a', 'c']);
  });
});
