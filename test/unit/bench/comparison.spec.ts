import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compare, numbersIn, spreadOf } from '../../../bench/comparison.ts';

const higher = { better: 'higher', paths: ['perSecond'] } as const;
const lower = { better: 'lower', paths: ['ms'] } as const;

describe('compare', () => {
  it('divides the working tree by the other revision where higher is better', () => {
    const { ratio } = compare([{ current: { perSecond: 300 }, base: { perSecond: 200 } }], higher);
    expect(ratio).toBeCloseTo(1.5);
  });

  it('divides the other revision by the working tree where lower is better', () => {
    expect(compare([{ current: { ms: 2 }, base: { ms: 3 } }], lower).ratio).toBeCloseTo(1.5);
  });

  it('pairs the figures of a round, so that a slow round of both sides changes nothing', () => {
    const rounds = [
      { current: { ms: 10 }, base: { ms: 11 } },
      { current: { ms: 100 }, base: { ms: 110 } },
      { current: { ms: 1 }, base: { ms: 1.1 } },
    ];
    const { ratio, spread } = compare(rounds, lower);
    expect(ratio).toBeCloseTo(1.1);
    expect(spread.min).toBeCloseTo(1.1);
    expect(spread.max).toBeCloseTo(1.1);
  });

  it('takes the median over the rounds and keeps the ratio of each', () => {
    const rounds = [2, 1, 4].map((perSecond) => ({ current: { perSecond }, base: { perSecond: 1 } }));
    const { ratio, ratios, spread } = compare(rounds, higher);
    expect(ratio).toBeCloseTo(2);
    expect(ratios.map((one) => Math.round(one))).toEqual([2, 1, 4]);
    expect(spread.min).toBeCloseTo(1);
    expect(spread.max).toBeCloseTo(4);
  });

  it('takes the geometric mean of several main figures, of which * names all keys of a level', () => {
    const round = { current: { size: { '10': 2, '100': 8 } }, base: { size: { '10': 1, '100': 1 } } };
    const { ratio, mainFigures } = compare([round], { better: 'higher', paths: ['size.*'] });
    expect(ratio).toBeCloseTo(4);
    expect(mainFigures).toEqual(['size.10', 'size.100']);
  });

  it('compares every number that both sides have by its path, as it stands', () => {
    const round = { current: { ms: 2, other: { count: 6 } }, base: { ms: 4, other: { count: 3 } } };
    expect(compare([round], lower).figures).toEqual({
      ms: { current: 2, base: 4, currentOverBase: 0.5 },
      'other.count': { current: 6, base: 3, currentOverBase: 2 },
    });
  });

  it('lists the numbers that only one side has', () => {
    const round = { current: { ms: 2, added: 1 }, base: { ms: 4, removed: 1 } };
    const { figures, unmatched } = compare([round], lower);
    expect(Object.keys(figures)).toEqual(['ms']);
    expect(unmatched).toEqual({ current: ['added'], base: ['removed'] });
  });

  it('gives no ratio to a bench whose main figures are missing, but compares its other figures', () => {
    const { ratio, figures } = compare([{ current: { other: 1 }, base: { other: 2 } }], lower);
    expect(ratio).toBeNaN();
    expect(figures['other']?.currentOverBase).toBe(0.5);
  });

  it('takes two zeros for equal', () => {
    expect(compare([{ current: { ms: 0 }, base: { ms: 0 } }], lower).ratio).toBe(1);
  });

  it('gives the inverse ratio when the sides are exchanged', () => {
    const positive = fc.double({ min: 0.001, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(positive, positive), { minLength: 1, maxLength: 1 }), (pairs) => {
        const ratio = compare(
          pairs.map(([current, base]) => ({ current: { ms: current }, base: { ms: base } })),
          lower,
        ).ratio;
        const exchanged = compare(
          pairs.map(([base, current]) => ({ current: { ms: current }, base: { ms: base } })),
          lower,
        ).ratio;
        expect(ratio * exchanged).toBeCloseTo(1);
      }),
    );
  });
});

describe('spreadOf', () => {
  it('gives the ends and the quartiles', () => {
    expect(spreadOf([5, 1, 3, 2, 4])).toEqual({ min: 1, lowerQuartile: 2, upperQuartile: 4, max: 5 });
  });

  it('places a quartile between two values', () => {
    expect(spreadOf([1, 2, 3, 4])).toEqual({ min: 1, lowerQuartile: 1.75, upperQuartile: 3.25, max: 4 });
  });

  it('gives one value to all', () => {
    expect(spreadOf([7])).toEqual({ min: 7, lowerQuartile: 7, upperQuartile: 7, max: 7 });
  });
});

describe('numbersIn', () => {
  it('finds numbers in objects and lists by their path and leaves out all else', () => {
    const result = { bench: 'x', rounds: 3, sockets: { '100': { ratio: 0.9 } }, halves: [1, 2], none: null };
    expect([...numbersIn(result)]).toEqual([
      ['rounds', 3],
      ['sockets.100.ratio', 0.9],
      ['halves.0', 1],
      ['halves.1', 2],
    ]);
  });
});
