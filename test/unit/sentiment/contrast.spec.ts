import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyContrast } from '../../../src/sentiment/contrast.ts';
import { createTokens } from '../../../src/sentiment/tokens.ts';

/** The rule as the reference has it, on a list with a value for each token. */
function naive(valences: readonly number[], but: number): readonly number[] {
  const list = [...valences];
  // Each value is read when its turn comes, as changed by those before.
  for (const value of list) {
    const first = list.indexOf(value);
    if (first < but) list[first] = value * 0.5;
    else if (first > but) list[first] = value * 1.5;
  }
  return list;
}

function contrasted(valences: readonly number[], but: number): readonly number[] {
  const hits = valences.flatMap((_, token) => (token === but ? [] : [token]));
  const columns = {
    hits: Int32Array.from(hits),
    valences: Float64Array.from(hits, (token) => valences[token] ?? 0),
    contrasted: new Float64Array(hits.length),
  };
  applyContrast({ ...createTokens(), ...columns, hitCount: hits.length, but });
  return Array.from(columns.contrasted);
}

describe('contrast', () => {
  const values = fc.constantFrom(0, 1, -1, 0.5, 1.5, 2, -2, 3, 0.75, 2.25);
  const lists = (maxLength: number) =>
    fc
      .array(values, { minLength: 1, maxLength })
      .chain((list) =>
        fc.nat(list.length - 1).map((but) => ({ list: list.map((value, at) => (at === but ? 0 : value)), but })),
      );

  it.each([100, 500])('equals the reference on up to %d values', (length) => {
    fc.assert(
      fc.property(lists(length), ({ list, but }) => {
        expect(contrasted(list, but)).toEqual(naive(list, but).filter((_, token) => token !== but));
      }),
      { numRuns: 300 },
    );
  });

  it('halves before and strengthens after', () => {
    expect(contrasted([2, 0, 3], 1)).toEqual([1, 4.5]);
  });

  it('changes the first of two equal values twice', () => {
    expect(contrasted([2, 1, 0], 2)).toEqual([0.5, 1]);
  });

  it('changes nothing without a but', () => {
    expect(contrasted([2, 1, 3], -1)).toEqual([2, 1, 3]);
  });
});
