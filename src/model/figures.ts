/* Figures for people. Negative ones have a minus sign (U+2212), which is as wide as a plus, so that columns line up. */

/**
 * Formats a figure with its sign and so many decimals; one that is rounded to 0 has no sign.
 *
 * @example formatSigned(-0.5, 2) // '−0.50'
 */
export function formatSigned(value: number, digits: number): string {
  const rounded = value.toFixed(digits);
  if (Number(rounded) === 0) return (0).toFixed(digits);
  return value > 0 ? `+${rounded}` : `−${rounded.slice(1)}`;
}

/**
 * Returns shares of 1 as whole percentages that add up to 100, by the largest remainders.
 *
 * @example percentages([1 / 3, 1 / 3, 1 / 3]) // [34, 33, 33]
 */
export function percentages(shares: readonly number[]): readonly number[] {
  const exact = shares.map((share) => share * 100);
  const whole = exact.map(Math.floor);
  const missing =
    Math.round(exact.reduce((sum, value) => sum + value, 0)) - whole.reduce((sum, value) => sum + value, 0);
  const byRemainder = exact.map((_, index) => index).toSorted((a, b) => remainder(exact, b) - remainder(exact, a));
  const raised = new Set(byRemainder.slice(0, missing));
  return whole.map((value, index) => (raised.has(index) ? value + 1 : value));
}

const remainder = (values: readonly number[], index: number): number => (values[index] ?? 0) % 1;
