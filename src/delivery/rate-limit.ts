export interface RateLimitOptions {
  /** What may be taken per second in the long run. */
  readonly perSecond: number;
  /** What may be taken at once after a pause. */
  readonly burst: number;
  /** ms, of any clock. */
  readonly now: () => number;
}

/** A token bucket: returns whether one more may be taken now, and takes it. A clock that jumps back gives nothing. */
export function createRateLimit({ perSecond, burst, now }: RateLimitOptions): () => boolean {
  let left = burst;
  let at = now();
  return () => {
    const time = now();
    left = Math.min(burst, left + (Math.max(0, time - at) * perSecond) / 1_000);
    at = time;
    if (left < 1) return false;
    left -= 1;
    return true;
  };
}
