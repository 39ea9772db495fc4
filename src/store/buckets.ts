import { noSums, readSums, TallyBuilder } from '../window/index.ts';
import type { Tally, TallySums } from '../model/index.ts';
import { bucketSteps, type Row } from './backend.ts';
import { nameOfKey, type TimeKey } from './bulk.ts';
import { readAllPairs, readPairs } from './counts-json.ts';
import type { BucketTable } from './schema.ts';

/** A bucket as the table has it. */
export type BucketRow = Omit<BucketTable, 'written_at'>;

/** The columns that are read to make longer buckets. */
export type RolledRow = Omit<BucketRow, 'query_id' | 'step'>;

/**
 * Hashtags kept of a bucket. Up to this many distinct ones their counts are exact; beyond it, each count is too low by at
 * most 1/51 of all uses of hashtags in the bucket (`HeavyHitters`), and never too high.
 */
const maxTags = 100;

/** Stored hashtag lists that are parsed as one text, which is faster. */
const maxTexts = 500;

function sumsOf({ posts, positive, negative, unscored, compound, squares, topic }: RolledRow): TallySums {
  return {
    posts,
    positive,
    negative,
    neutral: posts - positive - negative - unscored,
    unscored,
    compoundSum: compound,
    compoundSquares: squares,
    topicCompoundSum: topic,
  };
}

/** Sums up the posts and stored buckets of one span of time. */
class BucketAccumulator {
  readonly #tally = new TallyBuilder(maxTags / 2);
  /** Hashtag lists that have not been parsed yet. */
  #texts: string[] = [];

  add({ at, compound, topic, scored, hashtags }: Row): void {
    const unscored = scored === 0 ? false : undefined;
    this.#tally.add({ at, compound, topicCompound: topic, scored: unscored, hashtags, words: [] });
  }

  addRow(row: RolledRow): void {
    this.#tally.addSnapshot({ sums: sumsOf(row), hashtags: [], words: [] });
    if (row.hashtags !== '[]') this.#texts.push(row.hashtags);
    if (this.#texts.length >= maxTexts) this.#parse();
  }

  read(): Tally {
    this.#parse();
    return this.#tally.read(maxTags);
  }

  /** Returns the columns of a row, except its key. */
  columns(): Omit<BucketRow, 'query_id' | 'step' | 'at'> {
    this.#parse();
    const { sums } = this.#tally.snapshot();
    return {
      posts: sums.posts,
      positive: sums.positive,
      negative: sums.negative,
      unscored: sums.unscored,
      compound: sums.compoundSum,
      squares: sums.compoundSquares,
      topic: sums.topicCompoundSum,
      hashtags: JSON.stringify(this.#tally.read(maxTags).hashtags),
    };
  }

  #parse(): void {
    this.#tally.addSnapshot({ sums: noSums, hashtags: readAllPairs(this.#texts), words: [] });
    this.#texts = [];
  }
}

/** The changes that a batch of rows makes to the buckets of every length. */
export class BucketDeltas {
  readonly #buckets = new Map<string, { readonly key: TimeKey; readonly accumulator: BucketAccumulator }>();

  add(queryId: number, time: number, row: Row): void {
    for (const step of bucketSteps) {
      const at = Math.floor(time / step) * step;
      this.#at({ query_id: queryId, step, at }).add(row);
    }
  }

  /** Adds a bucket that is stored already. */
  addRow(row: BucketRow): void {
    this.#at(row).addRow(row);
  }

  keys(): readonly TimeKey[] {
    return Array.from(this.#buckets.values(), ({ key }) => key);
  }

  rows(): readonly BucketRow[] {
    return Array.from(this.#buckets.values(), ({ key: { query_id, step, at }, accumulator }) => {
      return { query_id, step, at, ...accumulator.columns() };
    });
  }

  #at(key: TimeKey): BucketAccumulator {
    const name = nameOfKey(key);
    const known = this.#buckets.get(name);
    if (known !== undefined) return known.accumulator;
    const accumulator = new BucketAccumulator();
    this.#buckets.set(name, { key, accumulator });
    return accumulator;
  }
}

/** Returns the longest stored step that divides a step. */
export function baseStepOf(step: number): number {
  return bucketSteps.findLast((base) => step % base === 0) ?? bucketSteps[0];
}

/** A bucket with posts. */
export interface TalliedBucket {
  readonly at: number;
  readonly tally: Tally;
  /** Whether it has posts from before coverage was stored. */
  readonly isOld: boolean;
}

/** Makes the buckets of a step from stored ones of that step or a shorter one that divides it, given in order of time. */
export class RollUp {
  readonly #step: number;
  readonly #base: number;
  readonly #coverageStart: number;
  readonly #buckets: TalliedBucket[] = [];
  /** The bucket that is being summed up, where stored ones are shorter. */
  #open: { readonly at: number; readonly accumulator: BucketAccumulator; isOld: boolean } | undefined;

  /** Coverage was stored from `coverageStart` on, epoch ms. */
  constructor(step: number, base: number, coverageStart: number) {
    this.#step = step;
    this.#base = base;
    this.#coverageStart = coverageStart;
  }

  add(row: RolledRow): void {
    const isOld = row.at < this.#coverageStart;
    if (this.#base === this.#step) {
      const tally = { ...readSums(sumsOf(row)), hashtags: readPairs(row.hashtags) };
      this.#buckets.push({ at: row.at, tally, isOld });
      return;
    }
    const open = this.#openFor(row.at);
    open.accumulator.addRow(row);
    open.isOld ||= isOld;
  }

  /** Returns all buckets; nothing may be added afterwards. */
  buckets(): readonly TalliedBucket[] {
    this.#finish();
    return this.#buckets;
  }

  #openFor(time: number) {
    if (this.#open !== undefined && time < this.#open.at + this.#step) return this.#open;
    this.#finish();
    const at = Math.floor(time / this.#step) * this.#step;
    this.#open = { at, accumulator: new BucketAccumulator(), isOld: false };
    return this.#open;
  }

  #finish(): void {
    if (this.#open === undefined) return;
    const { at, accumulator, isOld } = this.#open;
    this.#buckets.push({ at, tally: accumulator.read(), isOld });
  }
}
