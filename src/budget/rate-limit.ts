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
    this.#refill();
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }

  /** Whether it has all its tokens. */
  isFull(): boolean {
    this.#refill();
    return this.#tokens >= this.#options.burst;
  }

  #refill(): void {
    const { perSecond, burst, now } = this.#options;
    const time = now();
    const elapsedMs = Math.max(0, time - this.#updatedAt);
    this.#tokens = Math.min(burst, this.#tokens + (elapsedMs * perSecond) / 1_000);
    this.#updatedAt = time;
  }
}

/** A token bucket for each owner. Remembers an owner only while its bucket is not full. */
export class KeyedRateLimit {
  readonly #options: RateLimitOptions;
  readonly #buckets = new Map<string, RateLimit>();
  #sweptAt: number;

  constructor(options: RateLimitOptions) {
    this.#options = options;
    this.#sweptAt = options.now();
  }

  /** The owners that are remembered. */
  get size(): number {
    return this.#buckets.size;
  }

  /** Takes a token of an owner and returns true, or returns false when it has none. */
  tryConsume(owner: string): boolean {
    this.#sweep();
    const bucket = this.#buckets.get(owner) ?? new RateLimit(this.#options);
    this.#buckets.set(owner, bucket);
    return bucket.tryConsume();
  }

  /** Forgets the owners whose buckets are full, once in the time in which an empty bucket fills. */
  #sweep(): void {
    const { burst, perSecond, now } = this.#options;
    const fillMs = (burst / perSecond) * 1_000;
    const elapsedMs = now() - this.#sweptAt;
    if (elapsedMs >= 0 && elapsedMs < fillMs) return;
    this.#sweptAt = now();
    for (const [owner, bucket] of this.#buckets) if (bucket.isFull()) this.#buckets.delete(owner);
  }
}
