/**
 * The anchors of prefixes, sorted by prefix, so that the anchors a word begins with are found by binary search. While
 * there are none, a word costs one comparison.
 */
export class PrefixAnchors {
  readonly #prefixes: string[] = [];
  /** The records of the prefixes. */
  readonly #records: number[] = [];

  get isEmpty(): boolean {
    return this.#prefixes.length === 0;
  }

  /** Returns the record of a prefix. */
  get(prefix: string): number | undefined {
    const at = this.#countUpTo(prefix) - 1;
    return this.#prefixes[at] === prefix ? this.#records[at] : undefined;
  }

  /** Adds the record of a prefix that has none. */
  add(prefix: string, record: number): void {
    const at = this.#countUpTo(prefix);
    this.#prefixes.splice(at, 0, prefix);
    this.#records.splice(at, 0, record);
  }

  /** Removes a prefix, if the record is its own. */
  remove(prefix: string, record: number): void {
    const at = this.#countUpTo(prefix) - 1;
    if (this.#records[at] !== record) return;
    this.#prefixes.splice(at, 1);
    this.#records.splice(at, 1);
  }

  /**
   * Calls the visitor with the record of each prefix that a word begins with, the longest first. Of the prefixes sorted up
   * to the word, one that the word begins with comes last; if the last is another, the next to be found can only begin
   * what the two have in common.
   */
  visit(word: string, visitor: (record: number) => void): void {
    let rest = word;
    while (rest !== '') {
      const at = this.#countUpTo(rest) - 1;
      const prefix = this.#prefixes[at];
      const record = this.#records[at];
      if (prefix === undefined || record === undefined) return;
      const common = commonLength(prefix, rest);
      if (common === prefix.length) {
        visitor(record);
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
