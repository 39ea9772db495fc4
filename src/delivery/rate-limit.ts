export interface RateLimitOptions {
  /** What may be taken per second in the long run. */
  readonly perSecond: number;
  /** What may be taken at once after a pause. */
  readonly burst: number;
  /** ms, of any clock. */
  readonly now: () => number;
}

/** A token bucket. A clock that jumps back gives nothing. */
export class RateLimit {
  readonly #options: RateLimitOptions;
  #left: number;
  #at: number;

  /** The options are not copied: one for all buckets will do. */
  constructor(options: RateLimitOptions) {
    this.#options = options;
    this.#left = options.burst;
    this.#at = options.now();
  }

  /** Whether one more may be taken now; takes it. */
  take(): boolean {
    const { perSecond, burst, now } = this.#options;
    const time = now();
    this.#left = Math.min(burst, this.#left + (Math.max(0, time - this.#at) * perSecond) / 1_000);
    this.#at = time;
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}
