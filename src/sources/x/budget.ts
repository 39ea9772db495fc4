export interface BudgetOptions {
  /** The most uses within the window. */
  readonly max: number;
  readonly windowMs: number;
}

/**
 * Bounds the uses of something in any window of time. Uses that are not urgent wait once half of them are spent, and
 * the last quarter is spread over the rest of the window, so that a burst never leaves nothing for the next urgent
 * use.
 *
 * @example
 * const budget = new Budget({ max: 100, windowMs: 900_000 });
 * if (budget.waitMs(now, true) === 0) budget.acquire(now);
 */
export class Budget {
  readonly #max: number;
  readonly #windowMs: number;
  #uses: number[] = [];

  constructor({ max, windowMs }: BudgetOptions) {
    this.#max = max;
    this.#windowMs = windowMs;
  }

  /** Counts a use. */
  acquire(now: number): void {
    this.#uses.push(now);
  }

  /** Returns how long to wait for a use, in ms. */
  waitMs(now: number, urgent: boolean): number {
    this.#uses = this.#uses.filter((at) => at > now - this.#windowMs);
    const { length } = this.#uses;
    const half = Math.ceil(this.#max / 2);
    if (!urgent) return length < half ? 0 : this.#freedMs(length - half, now);
    const left = this.#max - length;
    if (left <= 0) return this.#freedMs(length - this.#max, now);
    if (left > this.#max / 4) return 0;
    const last = this.#uses.at(-1) ?? now;
    const spaceMs = ((this.#uses[0] ?? now) + this.#windowMs - last) / (left + 1);
    return Math.max(0, last + spaceMs - now);
  }

  /** Returns the time until the nth use from the oldest leaves the window, in ms. */
  #freedMs(nth: number, now: number): number {
    return (this.#uses[nth] ?? now) + this.#windowMs - now;
  }
}
