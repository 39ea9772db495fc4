import { RecentMap } from '../model/index.ts';

export interface RecentDistinctOptions {
  /** The time for which a key counts since it was last added, in ms. */
  readonly ms: number;
  /** The most keys that are remembered; beyond it, the one that was added the longest ago is forgotten. */
  readonly maxKeys: number;
  /** The current time in ms, by any clock. */
  readonly now: () => number;
}

/**
 * Counts the distinct keys of late.
 *
 * @example
 * const queries = new RecentDistinct({ ms: 60_000, maxKeys: 10_000, now: Date.now });
 * queries.add('pizza');
 * queries.count(); // 1
 */
export class RecentDistinct {
  readonly #options: RecentDistinctOptions;
  /** The time at which each key was added last. */
  readonly #addedAt: RecentMap<string, number>;

  constructor(options: RecentDistinctOptions) {
    this.#options = options;
    this.#addedAt = new RecentMap(options.maxKeys);
  }

  /** Adds a key. One that was added in the last sixtieth of the time keeps its place, so that a flood of it costs little. */
  add(key: string): void {
    const now = this.#options.now();
    const age = now - (this.#addedAt.get(key) ?? -Infinity);
    if (age >= 0 && age < this.#options.ms / 60) return;
    this.#addedAt.set(key, now);
  }

  count(): number {
    const since = this.#options.now() - this.#options.ms;
    for (let { oldest } = this.#addedAt; oldest !== undefined && oldest.value <= since; { oldest } = this.#addedAt) {
      this.#addedAt.delete(oldest.key);
    }
    return this.#addedAt.size;
  }
}
