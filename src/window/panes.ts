import type { Ranking, Tally, TallySums } from '../model/index.ts';
import { NameSums, type PaneNames } from './pane-names.ts';
import { addResult, addSums, maxKept, maxTagLength, noSums, readSums, type Counted, type Mutable } from './tally.ts';

interface Pane {
  readonly sums: Mutable<TallySums>;
  readonly hashtags: PaneNames;
  readonly words: PaneNames;
  /** The number of the last result in it. */
  last: number;
}

const noNames: ReadonlySet<string> = new Set();

/**
 * The counts of a query in stretches of `paneMs`, of which windows are the sums; a stretch without results has none. All
 * windows of the query with panes of that length share them.
 *
 * The sum is that of one range of panes. The next window costs only the panes that come in and go out; a result or a loss
 * of rare names changes its pane and the sum alike. So the sum equals that of its panes at any time.
 */
export class Panes {
  readonly #paneMs: number;
  /** By their start. */
  readonly #panes = new Map<number, Pane>();
  readonly #hashtags = new NameSums(maxKept);
  readonly #words = new NameSums(maxKept);
  #sums: Mutable<TallySums> = { ...noSums };
  /** The range of the sum. */
  #from = 0;
  #to = 0;
  #results = 0;

  constructor(paneMs: number) {
    this.#paneMs = paneMs;
  }

  /** The number of results so far, which is the number of the last. */
  get results(): number {
    return this.#results;
  }

  /** The number of panes. */
  get size(): number {
    return this.#panes.size;
  }

  add(result: Counted): void {
    const start = floorTo(result.at, this.#paneMs);
    const pane = this.#panes.get(start) ?? this.#createPane();
    this.#panes.set(start, pane);
    const isSummed = start >= this.#from && start < this.#to;
    addResult(pane.sums, result);
    if (isSummed) addResult(this.#sums, result);
    for (const use of Object.entries(result.hashtags)) {
      if (use[0].length <= maxTagLength) this.#hashtags.add(pane.hashtags, use, isSummed);
    }
    for (const word of result.words) this.#words.add(pane.words, [word, 1], isSummed);
    this.#results += 1;
    pane.last = this.#results;
  }

  /** Makes the sum that of the panes in [from, to). */
  sum(from: number, to: number): void {
    const [sharedFrom, sharedTo] = [Math.max(from, this.#from), Math.min(to, this.#to)];
    const shared = Math.max(0, sharedTo - sharedFrom);
    // Adding up anew costs the whole range, moving on what the ranges do not share.
    if (to - from <= to - from - shared + (this.#to - this.#from - shared)) {
      this.#clear();
      for (const pane of this.#between(from, to)) this.#include(pane);
    } else {
      for (const pane of this.#between(this.#from, sharedFrom)) this.#exclude(pane);
      for (const pane of this.#between(sharedTo, this.#to)) this.#exclude(pane);
      for (const pane of this.#between(from, sharedFrom)) this.#include(pane);
      for (const pane of this.#between(sharedTo, to)) this.#include(pane);
    }
    [this.#from, this.#to] = [from, to];
  }

  /** Returns the sum with the most frequent of its hashtags. */
  read(maxHashtags: number): Tally {
    return { ...readSums(this.#sums), hashtags: this.#hashtags.top(maxHashtags, noNames) };
  }

  /** Returns the most frequent words of the sum with the number of posts that use each. */
  topWords(count: number, without = noNames): Ranking {
    return this.#words.top(count, without);
  }

  /** Returns the last result of each stretch of `tileMs` that has results and ends at `end` or before, by its own end. */
  lastOfTiles(tileMs: number, end: number): ReadonlyMap<number, number> {
    const tiles = new Map<number, number>();
    for (const [start, { last }] of this.#panes) {
      const to = floorTo(start, tileMs) + tileMs;
      if (to <= end) tiles.set(to, Math.max(last, tiles.get(to) ?? 0));
    }
    return tiles;
  }

  /** Drops the panes that ended at an event time or before. */
  dropBefore(end: number): void {
    for (const [start, pane] of this.#panes) {
      if (start + this.#paneMs > end) continue;
      if (start >= this.#from && start < this.#to) this.#exclude(pane);
      this.#hashtags.drop(pane.hashtags);
      this.#words.drop(pane.words);
      this.#panes.delete(start);
    }
  }

  /** Yields the panes in [from, to). */
  *#between(from: number, to: number): Generator<Pane> {
    for (let start = from; start < to; start += this.#paneMs) {
      const pane = this.#panes.get(start);
      if (pane !== undefined) yield pane;
    }
  }

  #createPane(): Pane {
    return { sums: { ...noSums }, hashtags: this.#hashtags.createPane(), words: this.#words.createPane(), last: 0 };
  }

  #include({ sums, hashtags, words }: Pane): void {
    addSums(this.#sums, sums, 1);
    this.#hashtags.include(hashtags);
    this.#words.include(words);
  }

  #exclude({ sums, hashtags, words }: Pane): void {
    addSums(this.#sums, sums, -1);
    this.#hashtags.exclude(hashtags);
    this.#words.exclude(words);
  }

  #clear(): void {
    this.#sums = { ...noSums };
    this.#hashtags.excludeAll();
    this.#words.excludeAll();
  }
}

/** Returns the last multiple of `step` that is not above `value`. */
export const floorTo = (value: number, step: number): number => Math.floor(value / step) * step;
