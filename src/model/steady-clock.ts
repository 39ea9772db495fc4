/**
 * Returns a clock that goes on from the same time when the given one is set back, for what waits until a time: such a
 * wait would last an hour longer when the system's clock is set back by an hour.
 *
 * @example
 * const now = createSteadyClock(() => Date.now());
 */
export function createSteadyClock(now: () => number): () => number {
  let last = now();
  let steady = last;
  return () => {
    const current = now();
    steady += Math.max(0, current - last);
    last = current;
    return steady;
  };
}
