export interface RateLimitOptions {
  /** The sustained rate, per second. */
  readonly perSecond: number;
  /** The number that is allowed at once after a pause. */
  readonly burst: number;
  /** The current time in ms, by any clock. */
  readonly now: () => number;
}

/** A token bucket. When the clock jumps back, no token is added. */
export class RateLimit {
  readonly #options: RateLimitOptions;
  #tokens: number;
  #updatedAt: number;

  /** Keeps a reference to the options, so that all buckets can share one object. */
  constructor(options: RateLimitOptions) {
    this.#options = options;
    this.#tokens = options.burst;
    this.#updatedAt = options.now();
  }

  /** Takes a token and returns true, or returns false when there is none. */
  tryConsume(): boolean {
    const { perSecond, burst, now } = this.#options;
    const time = now();
    const elapsedMs = Math.max(0, time - this.#updatedAt);
    this.#tokens = Math.min(burst, this.#tokens + (elapsedMs * perSecond) / 1_000);
    this.#updatedAt = time;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
