import type { KeyEntry } from './indexed-query.ts';

/**
 * The anchors of prefixes, sorted by prefix, so that the anchors a word begins with are found by binary search. While
 * there are none, a word costs one comparison.
 */
export class PrefixAnchors {
  readonly #prefixes: string[] = [];
  readonly #entries: KeyEntry[] = [];

  get isEmpty(): boolean {
    return this.#prefixes.length === 0;
  }

  /** Returns the entry of a prefix. */
  get(prefix: string): KeyEntry | undefined {
    const at = this.#countUpTo(prefix) - 1;
    return this.#prefixes[at] === prefix ? this.#entries[at] : undefined;
  }

  /** Adds the entry of a prefix that has none. */
  add(prefix: string, entry: KeyEntry): void {
    const at = this.#countUpTo(prefix);
    this.#prefixes.splice(at, 0, prefix);
    this.#entries.splice(at, 0, entry);
  }

  /** Removes the entry of a prefix. */
  remove(prefix: string): void {
    const at = this.#countUpTo(prefix) - 1;
    if (this.#prefixes[at] !== prefix) return;
    this.#prefixes.splice(at, 1);
    this.#entries.splice(at, 1);
  }

  /**
   * Calls the visitor with the entry of each prefix that a word begins with, the longest first. Of the prefixes sorted up
   * to the word, one that the word begins with comes last; if the last is another, the next to be found can only begin
   * what the two have in common.
   */
  visit(word: string, visitor: (entry: KeyEntry) => void): void {
    let rest = word;
    while (rest !== '') {
      const at = this.#countUpTo(rest) - 1;
      const prefix = this.#prefixes[at];
      const entry = this.#entries[at];
      if (prefix === undefined || entry === undefined) return;
      const common = commonLength(prefix, rest);
      if (common === prefix.length) {
        visitor(entry);
        rest = rest.slice(0, common - 1);
      } else rest = rest.slice(0, common);
    }
  }

  /** Returns the number of prefixes that are sorted at or before a word. */
  #countUpTo(word: string): number {
    let low = 0;
    let high = this.#prefixes.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#prefixes[middle] ?? '') <= word) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function commonLength(one: string, other: string): number {
  const length = Math.min(one.length, other.length);
  let common = 0;
  while (common < length && one.charCodeAt(common) === other.charCodeAt(common)) common += 1;
  return common;
}
