import { polarityIndexOf, type Bucket } from '../model/index.ts';
import type { Row } from './backend.ts';
import { bucketSteps } from './backend.ts';
import { HeavyHitters } from '../window/index.ts';
import { readPairs } from './tags.ts';

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

/** Sums and hashtags of one stretch of time, while they are added up. */
class Growing {
  sums = noSums;
  readonly tags = new HeavyHitters(maxTags / 2);

  add(sums: Sums, tags: Iterable<readonly [string, number]>): void {
    this.sums = plus(this.sums, sums);
    for (const [tag, count] of tags) {
      if (tag.length <= maxTagLength) this.tags.add(tag, count);
    }
  }
}

interface Key {
  readonly query_id: number;
  readonly step: number;
  readonly at: number;
}

/** What a batch of rows adds to the buckets, of every length. */
export class Increments {
  readonly #growing = new Map<string, { readonly key: Key; readonly growing: Growing }>();

  add(queryId: number, time: number, row: Row): void {
    const sums = sumsOf(row);
    for (const step of bucketSteps) {
      const at = Math.floor(time / step) * step;
      this.#at({ query_id: queryId, step, at }).add(sums, Object.entries(row.hashtags));
    }
  }

  /** Adds what is there already. */
  join(row: BucketRow): void {
    this.#at(row).add(row, readPairs(row.hashtags));
  }

  keys(): readonly Key[] {
    return Array.from(this.#growing.values(), ({ key }) => key);
  }

  rows(): readonly BucketRow[] {
    return Array.from(this.#growing.values(), ({ key: { query_id, step, at }, growing: { sums, tags } }) => {
      return { query_id, step, at, ...sums, hashtags: JSON.stringify(tags.top(maxTags)) };
    });
  }

  #at(key: Key): Growing {
    const name = `${key.query_id} ${key.step} ${key.at}`;
    const known = this.#growing.get(name);
    if (known !== undefined) return known.growing;
    const growing = new Growing();
    this.#growing.set(name, { key, growing });
    return growing;
  }
}

/** The longest kept step that a step is made of. */
export function baseStepOf(step: number): number {
  return bucketSteps.findLast((base) => step % base === 0) ?? bucketSteps[0];
}

/** Buckets of a step, from rows of that step, or of a shorter one. */
export class RollUp {
  readonly #step: number;
  readonly #growing = new Map<number, Growing>();
  /** Those that have the length already. */
  readonly #whole: Bucket[] = [];

  constructor(step: number) {
    this.#step = step;
  }

  add(row: BucketRow): void {
    if (row.step === this.#step) this.#whole.push(bucketOf(row.at, row, readPairs(row.hashtags)));
    else this.#grow(row);
  }

  /** In the order in which they were begun. */
  buckets(): readonly Bucket[] {
    if (this.#growing.size === 0) return this.#whole;
    return Array.from(this.#growing, ([at, { sums, tags }]) => bucketOf(at, sums, tags.top(maxTags)));
  }

  #grow(row: BucketRow): void {
    const at = Math.floor(row.at / this.#step) * this.#step;
    const bucket = this.#growing.get(at) ?? new Growing();
    this.#growing.set(at, bucket);
    bucket.add(row, readPairs(row.hashtags));
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
