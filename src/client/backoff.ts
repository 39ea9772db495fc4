const firstMs = 500;
const maxMs = 30_000;
// A server over capacity is given time.
const laterFirstMs = 5_000;
const laterMaxMs = 60_000;

/**
 * How long to wait after the nth failure in a row (from 1), in ms: doubling, of which chance takes away up to a half, so
 * that the clients of a server that restarts do not come back in one moment.
 */
export function retryDelay(nth: number, later: boolean, random: () => number): number {
  const [first, max] = later ? [laterFirstMs, laterMaxMs] : [firstMs, maxMs];
  return Math.round(Math.min(max, first * 2 ** (nth - 1)) * (1 - random() / 2));
}
