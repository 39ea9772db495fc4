const firstMs = 500;
const maxMs = 30_000;
// A server over capacity gets more time.
const laterFirstMs = 5_000;
const laterMaxMs = 60_000;

/**
 * Returns the pause in ms after the nth failure in a row (counted from 1): doubling, minus a random part of up to a
 * half, so that the clients of a restarted server do not all reconnect at once.
 */
export function retryDelay(nth: number, later: boolean, random: () => number): number {
  const [first, max] = later ? [laterFirstMs, laterMaxMs] : [firstMs, maxMs];
  return Math.round(Math.min(max, first * 2 ** (nth - 1)) * (1 - random() / 2));
}
