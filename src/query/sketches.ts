import { hashOf } from '../text/index.ts';

/** Returns a hash of two neighbouring words from their own hashes. */
export function hashOfPair(left: number, right: number): number {
  const hash = Math.imul(left ^ (left >>> 16), 0x21f0aaad) ^ right;
  return hash ^ (hash >>> 15);
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
 * Answers whether a key may be in a table, by two hashes (a Bloom filter): it is asked for every word of every post before
 * the table itself, and small enough for the CPU cache. It can't forget a key, so it is built anew from time to time.
 */
export class BloomFilter {
  #bits: Int32Array;

  /** Creates a filter for so many keys at most. */
  constructor(keys: number) {
    this.#bits = new Int32Array(2 ** Math.ceil(Math.log2(Math.max(keys / 4, 32))));
  }

  /** The number of keys up to which it seldom errs. */
  get capacity(): number {
    return 4 * this.#bits.length;
  }

  add(hash: number): void {
    this.#set(hash);
    this.#set(secondHash(hash));
  }

  mayHave(hash: number): boolean {
    return this.#isSet(hash) && this.#isSet(secondHash(hash));
  }

  #isSet(hash: number): boolean {
    return ((this.#bits[(hash >>> 5) & (this.#bits.length - 1)] ?? 0) & (1 << (hash & 31))) !== 0;
  }

  #set(hash: number): void {
    const word = (hash >>> 5) & (this.#bits.length - 1);
    this.#bits[word] = (this.#bits[word] ?? 0) | (1 << (hash & 31));
  }
}

/** Returns a second hash of the same word. */
const secondHash = (hash: number): number => Math.imul(hash, 0x9e3779b1) >>> 7;
