import type { Ranking } from '../model/index.ts';

/**
 * The most frequent of any number of keys, in bounded memory: the summary of Misra and Gries (1982), with the merge of
 * Agarwal et al. ("Mergeable Summaries", PODS 2012). At most `2 * kept` keys are counted.
 *
 * A count is never too high, and too low by at most N / (kept + 1), N being the sum of all that was counted; so every
 * key with a larger share than that is there. Up to `2 * kept` distinct keys, all counts are exact.
 */
export class HeavyHitters {
  readonly #kept: number;
  readonly #counts = new Map<string, number>();
  #maxError = 0;

  constructor(kept: number) {
    this.#kept = kept;
  }

  /** How much too low a count is at most. */
  get maxError(): number {
    return this.#maxError;
  }

  add(key: string, count: number): void {
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + count);
    if (this.#counts.size > 2 * this.#kept) this.#prune();
  }

  merge(other: HeavyHitters): void {
    this.#maxError += other.#maxError;
    for (const [key, count] of other.#counts) this.add(key, count);
  }

  /** The highest counts; equal ones in the order of their keys. */
  top(count: number, without?: ReadonlySet<string>): Ranking {
    const ranking = [...this.#counts].filter(([key]) => without?.has(key) !== true);
    return ranking.sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).slice(0, count);
  }

  /** Takes from each count what leaves only the `kept` highest: `kept + 1` keys pay that, hence the bound. */
  #prune(): void {
    const cut =
      Float64Array.from(this.#counts.values())
        .sort()
        .at(-1 - this.#kept) ?? 0;
    this.#maxError += cut;
    for (const [key, count] of this.#counts) {
      if (count > cut) this.#counts.set(key, count - cut);
      else this.#counts.delete(key);
    }
  }
}
