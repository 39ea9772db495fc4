import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RecentMap } from '../../../src/model/index.ts';

describe('a map of the entries that were set last', () => {
  it('is a Map that forgets its oldest entry when it has too many', () => {
    const step = fc.record({ key: fc.integer({ min: 0, max: 9 }), isSet: fc.boolean() });
    const steps = fc.array(step, { maxLength: 200, size: 'max' });
    fc.assert(
      fc.property(steps, fc.integer({ min: 0, max: 8 }), (history, maxSize) => {
        const recent = new RecentMap<number, number>(maxSize);
        const model = new Map<number, number>();
        for (const [value, { key, isSet }] of history.entries()) {
          const wasKnown = model.delete(key);
          if (isSet) {
            model.set(key, value);
            const [oldest] = model.size > maxSize ? model : [];
            if (oldest !== undefined) model.delete(oldest[0]);
            const forgotten = recent.set(key, value);
            expect(forgotten && [forgotten.key, forgotten.value]).toEqual(oldest);
          } else expect(recent.delete(key)).toBe(wasKnown);
          expect([...recent.entries()]).toEqual([...model]);
          expect(recent.size).toBe(model.size);
          expect(recent.oldest?.key).toBe(model.keys().next().value);
          expect([recent.has(key), recent.get(key)]).toEqual([model.has(key), model.get(key)]);
        }
      }),
    );
  });
});
