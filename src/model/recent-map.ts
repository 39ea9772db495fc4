interface Entry<K, V> {
  readonly key: K;
  readonly value: V;
  older: Entry<K, V> | undefined;
  newer: Entry<K, V> | undefined;
}

/**
 * A map of the entries that were set last, in bounded memory. Each call takes constant time; a `Map` does not find its
 * oldest entry in that, since it passes over all those that were deleted before it.
 *
 * @example
 * const texts = new RecentMap<string, string>(10_000);
 * texts.set('1', 'words'); // undefined, or the entry that was forgotten for it
 */
export class RecentMap<K, V> {
  readonly #maxSize: number;
  readonly #entries = new Map<K, Entry<K, V>>();
  #oldest: Entry<K, V> | undefined;
  #newest: Entry<K, V> | undefined;

  constructor(maxSize: number) {
    this.#maxSize = maxSize;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** The entry that was set the longest ago. */
  get oldest(): { readonly key: K; readonly value: V } | undefined {
    return this.#oldest;
  }

  has(key: K): boolean {
    return this.#entries.has(key);
  }

  get(key: K): V | undefined {
    return this.#entries.get(key)?.value;
  }

  /** Makes an entry the newest one. Returns the oldest when it was forgotten because there were too many. */
  set(key: K, value: V): { readonly key: K; readonly value: V } | undefined {
    this.delete(key);
    const entry: Entry<K, V> = { key, value, older: this.#newest, newer: undefined };
    if (this.#newest !== undefined) this.#newest.newer = entry;
    this.#oldest ??= entry;
    this.#newest = entry;
    this.#entries.set(key, entry);
    const oldest = this.#oldest;
    if (this.size <= this.#maxSize) return undefined;
    this.delete(oldest.key);
    return oldest;
  }

  delete(key: K): boolean {
    const entry = this.#entries.get(key);
    if (entry === undefined) return false;
    const { older, newer } = entry;
    if (older === undefined) this.#oldest = newer;
    else older.newer = newer;
    if (newer === undefined) this.#newest = older;
    else newer.older = older;
    // An entry that somebody holds keeps no others.
    entry.older = undefined;
    entry.newer = undefined;
    return this.#entries.delete(key);
  }

  /** Yields the entries, the oldest first. */
  *entries(): Generator<readonly [K, V]> {
    for (let entry = this.#oldest; entry !== undefined; entry = entry.newer) yield [entry.key, entry.value];
  }
}
