import fc from 'fast-check';
import { expect, it } from 'vitest';
import { topK } from '../../../src/graph/top-k.ts';

it('topK returns the first of all values in the order of their weights', () => {
  const values = fc.array(fc.record({ weight: fc.nat(9), id: fc.nat() }), { maxLength: 60 });
  fc.assert(
    fc.property(values, fc.integer({ min: 0, max: 12 }), (all, limit) => {
      const weigh = ({ weight }: { readonly weight: number }): number => weight;
      expect(topK(all, weigh, limit)).toEqual(all.toSorted((a, b) => weigh(b) - weigh(a)).slice(0, limit));
    }),
  );
});
