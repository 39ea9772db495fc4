export interface BudgetOptions {
  /** How often within the window. */
  readonly max: number;
  readonly windowMs: number;
}

/**
 * Keeps to so many uses in any stretch of time. What can wait is held back once half of them are spent, and the last
 * quarter is spread over what is left of the window, so that a storm of changes never leaves none for the next one.
 */
export class Budget {
  readonly #max: number;
  readonly #windowMs: number;
  #uses: number[] = [];

  constructor({ max, windowMs }: BudgetOptions) {
    this.#max = max;
    this.#windowMs = windowMs;
  }

  take(now: number): void {
    this.#uses.push(now);
  }

  /** How long to wait for a use, in ms. */
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

  /** When the nth use from the oldest no longer counts, in ms from now. */
  #freedMs(nth: number, now: number): number {
    return (this.#uses[nth] ?? now) + this.#windowMs - now;
  }
}
