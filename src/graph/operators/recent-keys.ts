/** Remembers keys in bounded memory: a key is forgotten after `maxKeys` to twice as many others. 0 remembers none. */
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

  /** Whether the key is new; it is remembered then. */
  add(key: string): boolean {
    if (this.has(key)) return false;
    if (this.#recent.size >= this.#maxKeys) {
      this.#older = this.#recent;
      this.#recent = new Set();
    }
    if (this.#maxKeys > 0) this.#recent.add(key);
    return true;
  }
}
