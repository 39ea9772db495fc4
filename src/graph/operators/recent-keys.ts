/**
 * A set of the latest keys in bounded memory: it forgets a key after `maxKeys` to twice as many others. With 0 it
 * remembers none.
 *
 * @example
 * const keys = new RecentKeys(100_000);
 * keys.add('a'); // true
 * keys.add('a'); // false
 */
export class RecentKeys {
  readonly #maxKeys: number;
  #recent = new Set<string>();
  #older = new Set<string>();

  constructor(maxKeys: number) {
    this.#maxKeys = maxKeys;
  }

  has(key: string): boolean {
    return this.#recent.has(key) || this.#older.has(key);
  }

  /** Adds a key; returns whether it was new. */
  add(key: string): boolean {
    if (this.has(key)) return false;
    if (this.#recent.size >= this.#maxKeys) {
      this.#older = this.#recent;
      this.#recent = new Set();
    }
    if (this.#maxKeys > 0) this.#recent.add(key);
    return true;
  }

  delete(key: string): void {
    this.#recent.delete(key);
    this.#older.delete(key);
  }
}
