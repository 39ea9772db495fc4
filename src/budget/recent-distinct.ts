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
  /** The time at which each key was added last, in that order. */
  readonly #addedAt = new Map<string, number>();

  constructor(options: RecentDistinctOptions) {
    this.#options = options;
  }

  /** Adds a key. One that was added in the last sixtieth of the time keeps its place, so that a flood of it costs little. */
  add(key: string): void {
    const now = this.#options.now();
    const age = now - (this.#addedAt.get(key) ?? -Infinity);
    if (age >= 0 && age < this.#options.ms / 60) return;
    this.#addedAt.delete(key);
    this.#addedAt.set(key, now);
    if (this.#addedAt.size > this.#options.maxKeys) this.#forgetWhere(() => true, 1);
  }

  count(): number {
    const since = this.#options.now() - this.#options.ms;
    this.#forgetWhere((addedAt) => addedAt <= since, Infinity);
    return this.#addedAt.size;
  }

  /** Forgets up to `max` of the oldest keys, as long as a predicate says so. */
  #forgetWhere(isOver: (addedAt: number) => boolean, max: number): void {
    let forgotten = 0;
    for (const [key, addedAt] of this.#addedAt) {
      if (forgotten >= max || !isOver(addedAt)) return;
      this.#addedAt.delete(key);
      forgotten += 1;
    }
  }
}
