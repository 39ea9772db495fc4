import { polarityIndexOf, type Bucket } from '../model/index.ts';
import type { Row } from './backend.ts';
import { bucketSteps } from './backend.ts';
import { HeavyHitters } from '../window/index.ts';
import { readAllPairs, readPairs } from './counts-json.ts';

/** A bucket as a table holds it. */
export interface BucketRow {
  readonly query_id: number;
  readonly step: number;
  readonly at: number;
  readonly posts: number;
  readonly positive: number;
  readonly negative: number;
  readonly compound: number;
  readonly squares: number;
  readonly topic: number;
  readonly hashtags: string;
}

/** What is read of a bucket to make longer ones. */
export type RolledRow = Omit<BucketRow, 'query_id' | 'step'>;

export type Sums = Pick<BucketRow, 'posts' | 'positive' | 'negative' | 'compound' | 'squares' | 'topic'>;

/**
 * Hashtags kept of a bucket. Up to so many distinct ones their counts are exact; of more, each count is too low by at most
 * 1/51 of all uses of tags in the bucket (`HeavyHitters`), and never too high.
 */
const maxTags = 100;
/** Longer ones are no tags, and would make the size of a bucket the size of its texts. */
const maxTagLength = 100;

/** Ten-thousandths: the digits that a compound has. */
const scale = 10_000;
const noSums: Sums = { posts: 0, positive: 0, negative: 0, compound: 0, squares: 0, topic: 0 };

function plus(a: Sums, b: Sums): Sums {
  return {
    posts: a.posts + b.posts,
    positive: a.positive + b.positive,
    negative: a.negative + b.negative,
    compound: a.compound + b.compound,
    squares: a.squares + b.squares,
    topic: a.topic + b.topic,
  };
}

function sumsOf({ compound, topic }: Row): Sums {
  const polarity = polarityIndexOf(compound);
  const scaled = Math.round(compound * scale);
  return {
    posts: 1,
    positive: polarity === 0 ? 1 : 0,
    negative: polarity === 1 ? 1 : 0,
    compound: scaled,
    squares: scaled * scaled,
    topic: Math.round(topic * scale),
  };
}

/** Texts of hashtags that are read as one. */
const maxTexts = 500;

/** Sums and hashtags of one stretch of time, while they are added up. */
class BucketAccumulator {
  sums = noSums;
  readonly #tags = new HeavyHitters(maxTags / 2);
  /** What is still to be read. */
  #texts: string[] = [];

  add(sums: Sums): void {
    this.sums = plus(this.sums, sums);
  }

  count(tags: Iterable<readonly [string, number]>): void {
    for (const [tag, count] of tags) {
      if (tag.length <= maxTagLength) this.#tags.add(tag, count);
    }
  }

  /** Adds what a row holds. */
  join(row: RolledRow): void {
    this.add(row);
    if (row.hashtags !== '[]') this.#texts.push(row.hashtags);
    if (this.#texts.length >= maxTexts) this.#read();
  }

  top(): Bucket['hashtags'] {
    this.#read();
    return this.#tags.top(maxTags);
  }

  #read(): void {
    this.count(readAllPairs(this.#texts));
    this.#texts = [];
  }
}

interface Key {
  readonly query_id: number;
  readonly step: number;
  readonly at: number;
}

/** What a batch of rows adds to the buckets, of every length. */
export class BucketDeltas {
  readonly #growing = new Map<string, { readonly key: Key; readonly accumulator: BucketAccumulator }>();

  add(queryId: number, time: number, row: Row): void {
    const sums = sumsOf(row);
    for (const step of bucketSteps) {
      const at = Math.floor(time / step) * step;
      const accumulator = this.#at({ query_id: queryId, step, at });
      accumulator.add(sums);
      accumulator.count(Object.entries(row.hashtags));
    }
  }

  /** Adds what is there already. */
  addRow(row: BucketRow): void {
    this.#at(row).join(row);
  }

  keys(): readonly Key[] {
    return Array.from(this.#growing.values(), ({ key }) => key);
  }

  rows(): readonly BucketRow[] {
    return Array.from(this.#growing.values(), ({ key: { query_id, step, at }, accumulator: accumulator }) => {
      return { query_id, step, at, ...accumulator.sums, hashtags: JSON.stringify(accumulator.top()) };
    });
  }

  #at(key: Key): BucketAccumulator {
    const name = `${key.query_id} ${key.step} ${key.at}`;
    const known = this.#growing.get(name);
    if (known !== undefined) return known.accumulator;
    const accumulator = new BucketAccumulator();
    this.#growing.set(name, { key, accumulator: accumulator });
    return accumulator;
  }
}

/** The longest kept step that a step is made of. */
export function baseStepOf(step: number): number {
  return bucketSteps.findLast((base) => step % base === 0) ?? bucketSteps[0];
}

/** Buckets of a step, from rows of that step or of a shorter one that it is a multiple of, in the order of time. */
export class RollUp {
  readonly #step: number;
  readonly #base: number;
  readonly #buckets: Bucket[] = [];
  /** The bucket that rows go to, where they are shorter than it. */
  #open: { readonly at: number; readonly accumulator: BucketAccumulator } | undefined;

  constructor(step: number, base: number) {
    this.#step = step;
    this.#base = base;
  }

  add(row: RolledRow): void {
    if (this.#base === this.#step) this.#buckets.push(bucketOf(row.at, row, readPairs(row.hashtags)));
    else this.#openFor(row.at).join(row);
  }

  /** All of them; nothing may be added thereafter. */
  buckets(): readonly Bucket[] {
    this.#finish();
    return this.#buckets;
  }

  #openFor(time: number): BucketAccumulator {
    if (this.#open !== undefined && time < this.#open.at + this.#step) return this.#open.accumulator;
    this.#finish();
    const accumulator = new BucketAccumulator();
    this.#open = { at: Math.floor(time / this.#step) * this.#step, accumulator: accumulator };
    return accumulator;
  }

  #finish(): void {
    if (this.#open === undefined) return;
    const { at, accumulator: accumulator } = this.#open;
    this.#buckets.push(bucketOf(at, accumulator.sums, accumulator.top()));
  }
}

function bucketOf(at: number, sums: Sums, hashtags: Bucket['hashtags']): Bucket {
  const { posts, positive, negative, compound, squares, topic } = sums;
  return {
    at,
    posts,
    positive,
    negative,
    neutral: posts - positive - negative,
    compoundSum: compound / scale,
    compoundSquares: squares / scale ** 2,
    topicCompoundSum: topic / scale,
    hashtags,
  };
}
