import { hashOf } from '../text/index.ts';
import type { Anchor } from './anchors.ts';
import { Records } from './records.ts';

/** The integers of a posting: an entry of a query under one of its anchors. */
export const postingFields = {
  query: 0,
  /** The record of the anchor's key. */
  key: 1,
  /** The neighbours in the list of the key's postings. */
  next: 2,
  previous: 3,
  /** The next posting of the same query. */
  nextOfQuery: 4,
  /** The kinds of tokens that the anchor may be, what the anchor is, and the misses so far with their limit. */
  state: 5,
  /** The hashes of the rarest words that a matching post must have beside the anchor; 0 for none. */
  firstWord: 6,
  secondWord: 7,
} as const;

const width = 8;
const kinds = 0b1_1111;
const isPair = 1 << 5;
const isPrefix = 1 << 6;
/** The binary logarithm of the limit of misses. */
const limitShift = 8;
const limitBits = 0b1111;
const missShift = 16;

/** The words and the patience of a query under its anchors. */
export interface IndexedAs {
  /** The words that every matching post has, the most useful first. */
  readonly words: readonly string[];
  /** The binary logarithm of the number of misses after which it needs rarer anchors, up to 15. */
  readonly missLimit: number;
}

interface NewPosting {
  readonly query: number;
  readonly key: number;
  readonly anchor: Anchor;
  readonly next: number;
  readonly nextOfQuery: number;
}

/** The postings of all keys, linked to lists in two directions, so that a query leaves in constant time. */
export class Postings {
  readonly #records = new Records(width);

  /** The fields of all postings; another array after one was added. */
  get fields(): Int32Array {
    return this.#records.fields;
  }

  /** Adds a posting before the first one of its key. */
  add({ query, key, anchor, next, nextOfQuery }: NewPosting, { words, missLimit }: IndexedAs): number {
    const posting = this.#records.allocate();
    const { fields } = this;
    const [first, second] = words.filter((word) => word !== anchor.key && anchor.pair?.includes(word) !== true);
    fields[posting + postingFields.query] = query;
    fields[posting + postingFields.key] = key;
    fields[posting + postingFields.next] = next;
    fields[posting + postingFields.nextOfQuery] = nextOfQuery;
    fields[posting + postingFields.state] =
      anchor.mask |
      (anchor.pair === undefined ? 0 : isPair) |
      (anchor.prefix === undefined ? 0 : isPrefix) |
      (missLimit << limitShift);
    fields[posting + postingFields.firstWord] = first === undefined ? 0 : hashOf(first);
    fields[posting + postingFields.secondWord] = second === undefined ? 0 : hashOf(second);
    if (next !== 0) fields[next + postingFields.previous] = posting;
    return posting;
  }

  /** Removes a posting from its list. Returns what it was linked to. */
  remove(posting: number) {
    const { fields } = this;
    const key = fields[posting + postingFields.key] ?? 0;
    const next = fields[posting + postingFields.next] ?? 0;
    const previous = fields[posting + postingFields.previous] ?? 0;
    const nextOfQuery = fields[posting + postingFields.nextOfQuery] ?? 0;
    if (previous !== 0) fields[previous + postingFields.next] = next;
    if (next !== 0) fields[next + postingFields.previous] = previous;
    this.#records.release(posting);
    return { key, previous, next, nextOfQuery };
  }

  /** Returns the anchor of a posting, whose key is that. */
  anchorAt(posting: number, key: string): Anchor {
    const mask = this.maskOf(posting);
    if ((this.#stateOf(posting) & isPrefix) !== 0) return { key, mask, prefix: key.slice(0, -1) };
    if (!this.isPair(posting)) return { key, mask };
    const [left = '', right = ''] = key.split(' ');
    return { key, mask, pair: [left, right] };
  }

  /** Returns the kinds of tokens that the anchor may be. */
  maskOf(posting: number): number {
    return this.#stateOf(posting) & kinds;
  }

  /** Returns whether the anchor is a pair of words. */
  isPair(posting: number): boolean {
    return (this.#stateOf(posting) & isPair) !== 0;
  }

  missLimitOf(posting: number): number {
    return (this.#stateOf(posting) >>> limitShift) & limitBits;
  }

  /** Counts a miss; returns whether that was one too many. */
  countMiss(posting: number): boolean {
    const state = this.#stateOf(posting) + (1 << missShift);
    this.fields[posting + postingFields.state] = state;
    return state >>> missShift >= 1 << this.missLimitOf(posting);
  }

  #stateOf(posting: number): number {
    return this.fields[posting + postingFields.state] ?? 0;
  }
}
