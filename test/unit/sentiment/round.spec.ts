import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { roundHalfEven } from '../../../src/sentiment/round.ts';

/** Rounds by whole numbers only: every double is a whole number of 2^-1074. */
function roundExactly(value: number, scale: number): number {
  const unit = 1n << 1074n;
  const scaled = wholeOf(Math.abs(value)) * BigInt(scale);
  const below = scaled / unit;
  const twice = 2n * (scaled % unit);
  const isUp = twice > unit || (twice === unit && below % 2n === 1n);
  return (Math.sign(value) * Number(isUp ? below + 1n : below)) / scale + 0;
}

function wholeOf(value: number): bigint {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const exponent = bits >> 52n;
  const fraction = bits & ((1n << 52n) - 1n);
  return exponent === 0n ? fraction : (fraction | (1n << 52n)) << (exponent - 1n);
}

describe('roundHalfEven', () => {
  it.each([
    [0.0625, 1000, 0.062],
    [0.1875, 1000, 0.188],
    [0.0005, 1000, 0.001],
    [0.0015, 1000, 0.002],
    [0.0025, 1000, 0.003],
    [0.00005, 10_000, 0.0001],
    [-0.03125, 10_000, -0.0312],
    [0.9999999999999999, 1000, 1],
    [5e-324, 1000, 0],
    [-1e-17, 10_000, 0],
  ])('rounds %d to 1/%d as %d', (value, scale, expected) => {
    expect(roundHalfEven(value, scale)).toBe(expected);
  });

  const scales = fc.constantFrom(1000, 10_000);

  it('equals exact arithmetic', () => {
    fc.assert(
      fc.property(fc.double({ min: -1, max: 1, noNaN: true }), scales, (value, scale) => {
        expect(roundHalfEven(value, scale)).toBe(roundExactly(value, scale));
      }),
      { numRuns: 2000 },
    );
  });

  it('equals exact arithmetic at ties and beside them', () => {
    const sixteenths = fc.integer({ min: -16, max: 16 }).map((n) => n / 16);
    const halves = fc.tuple(fc.integer({ min: 0, max: 9_999 }), scales).map(([n, scale]) => (2 * n + 1) / (2 * scale));
    const values = fc.oneof(sixteenths, halves).filter((value) => value <= 1);
    fc.assert(
      fc.property(values, fc.integer({ min: -2, max: 2 }), scales, (value, steps, scale) => {
        const near = value * (1 + steps * Number.EPSILON);
        expect(roundHalfEven(near, scale)).toBe(roundExactly(near, scale));
      }),
      { numRuns: 5000 },
    );
  });
});
