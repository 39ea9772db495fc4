import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unusualTerms, type TermCounts } from '../../../src/window/index.ts';

const of = (posts: number, counts: Readonly<Record<string, number>>): TermCounts => ({
  posts,
  counts: new Map(Object.entries(counts)),
});
const termsOf = (...some: Parameters<typeof unusualTerms>) => unusualTerms(...some).map(({ term }) => term);

describe('unusual terms', () => {
  it('have the log-odds of the formula, less 1.96 standard errors', () => {
    const [found] = unusualTerms(of(60, { mould: 50 }), of(1_000, { mould: 2 }));
    const prior = Math.max(0.5, (10 * 52) / 1_060);
    const ratio = Math.log((50 + prior) / (70 - 50 - prior)) - Math.log((2 + prior) / (1_010 - 2 - prior));
    const error = Math.sqrt(1 / (50 + prior) + 1 / (2 + prior));
    expect(found).toEqual({ term: 'mould', count: 50, expected: 0.12, logOdds: ratio - 1.96 * error });
  });

  it('come before less certain ones that are new', () => {
    const span = of(60, { mould: 50, rare: 3, baker: 20 });
    expect(termsOf(span, of(1_000, { mould: 2, baker: 10 }))).toEqual(['mould', 'baker', 'rare']);
  });

  it('are none of those that are as frequent as usual, of few posts, or without a past', () => {
    const past = of(1_000, { crust: 100 });
    expect(termsOf(of(60, { crust: 6, two: 2 }), past)).toEqual([]);
    expect(termsOf(of(1_000, { three: 19 }), past)).toEqual([]);
    expect(termsOf(of(60, { mould: 60 }), of(0, {}))).toEqual([]);
    expect(termsOf(of(0, {}), past)).toEqual([]);
    expect(termsOf(of(5, { mould: 3 }), of(2, {}))).toEqual([]);
  });

  it('are finite, positive and in order, whatever the counts', () => {
    const counts = (posts: number) =>
      fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), fc.integer({ min: 1, max: posts }));
    const some = fc.integer({ min: 1, max: 5_000 }).chain((posts) => counts(posts).map((each) => of(posts, each)));
    fc.assert(
      fc.property(some, some, (span, past) => {
        const odds = unusualTerms(span, past).map(({ logOdds }) => logOdds);
        expect(odds).toEqual(odds.toSorted((a, b) => b - a));
        expect(odds.every((each) => each > 0 && Number.isFinite(each))).toBe(true);
      }),
    );
  });
});
