import { hashOf } from '../text/index.ts';

/** Returns a hash of two neighbouring words from their own hashes. */
export function hashOfPair(left: number, right: number): number {
  const hash = Math.imul(left ^ (left >>> 16), 0x21f0aaad) ^ right;
  return (hash ^ (hash >>> 15)) >>> 0;
}

const cells = 0x1_0000;
/** Number of posts after which all counts are halved, so that old posts count less. */
const halfLife = 0x1_0000;
/** Number of posts that the prior expectation weighs as much as. */
const priorWeight = 64;

/**
 * Counts how many posts contain each word, by two hashes in a fixed table (a count-min sketch: Cormode & Muthukrishnan
 * 2005). A rare word may occasionally look common; a common word never looks rare.
 */
export class CountMinSketch {
  readonly #counts = new Uint16Array(cells);
  #posts = 0;

  /** Counts one occurrence of a word by its hash. */
  count(hash: number): void {
    this.#count(hash & (cells - 1));
    this.#count(secondHash(hash) & (cells - 1));
  }

  /** Called after each post. */
  endPost(): void {
    this.#posts += 1;
    if (this.#posts < halfLife) return;
    this.#posts >>>= 1;
    for (let cell = 0; cell < cells; cell += 1) this.#counts[cell] = (this.#counts[cell] ?? 0) >>> 1;
  }

  /** Returns the expected share of posts with a word, given the share that was expected before any post was seen. */
  rate(key: string, expected: number): number {
    const hash = hashOf(key);
    const counted = Math.min(this.#counts[hash & (cells - 1)] ?? 0, this.#counts[secondHash(hash) & (cells - 1)] ?? 0);
    return (priorWeight * expected + counted) / (priorWeight + this.#posts);
  }

  #count(cell: number): void {
    const count = this.#counts[cell] ?? 0;
    if (count < 0xffff) this.#counts[cell] = count + 1;
  }
}

/**
 * Answers whether a key may be in a table, by two hashes (a counting Bloom filter). It is asked for every word of every
 * post before the table itself. The bits are stored apart from the counts, so that they stay in the CPU cache.
 */
export class CountingBloomFilter {
  #bits = new Uint32Array(32);
  #counts = new Uint8Array(1024);
  #size = 0;

  mayHave(hash: number): boolean {
    return this.#isSet(hash) && this.#isSet(secondHash(hash));
  }

  /** Adds a key. `all` returns every key in the table, this one included, for when the filter grows. */
  add(hash: number, all: () => Iterable<{ readonly hash: number }>): void {
    this.#size += 1;
    if (this.#size * 8 <= this.#counts.length) {
      this.#change(hash, 1);
      return;
    }
    const cells = this.#counts.length * 2;
    this.#counts = new Uint8Array(cells);
    this.#bits = new Uint32Array(cells / 32);
    for (const one of all()) this.#change(one.hash, 1);
  }

  remove(hash: number): void {
    this.#size -= 1;
    this.#change(hash, -1);
  }

  #isSet(hash: number): boolean {
    const word = this.#bits[(hash >>> 5) & (this.#bits.length - 1)] ?? 0;
    return (word & (1 << (hash & 31))) !== 0;
  }

  #change(hash: number, by: 1 | -1): void {
    for (const one of [hash, secondHash(hash)]) {
      const cell = one & (this.#counts.length - 1);
      const count = this.#counts[cell] ?? 0;
      // A full cell can no longer be counted down, so it stays full.
      if (count < 255) this.#counts[cell] = count + by;
      const word = cell >>> 5;
      const bit = 1 << (cell & 31);
      const bits = this.#bits[word] ?? 0;
      this.#bits[word] = this.#counts[cell] === 0 ? bits & ~bit : bits | bit;
    }
  }
}

/** Returns a second hash of the same word. */
const secondHash = (hash: number): number => Math.imul(hash, 0x9e3779b1) >>> 7;
