import type { PolarityIndex } from '../../model/index.ts';
import { ringSizes } from './ranges.ts';
import { noCounts, RingBuffer, share, sum, type Counts } from './ring-buffer.ts';

/** A post as it is counted. */
export interface Sample {
  readonly at: number;
  readonly compound: number;
  readonly topic: number;
  readonly polarityIndex: PolarityIndex;
}

/** Posts that were summed up elsewhere: by the store, or by the server because the page read too slowly. */
export interface Bucket {
  /** Its start, epoch ms. */
  readonly at: number;
  readonly posts: number;
  readonly positive: number;
  readonly negative: number;
  readonly neutral: number;
  readonly meanCompound: number;
  readonly meanTopicCompound: number;
  /** The standard deviation of the compounds, where it is known. */
  readonly spreadCompound?: number;
  /** The share of it in which the query was covered, 0 to 1. */
  readonly tracked: number;
}

/** Posts that arrived as their sum, of time that is known to be covered. */
export type SummedPosts = Omit<Bucket, 'tracked'>;

/** The stored buckets that are added to a series. */
export interface FillOptions {
  /** Their length. */
  readonly stepMs: number;
  /** The beginning of the requested time, epoch ms. */
  readonly from: number;
  /** The time at which they were requested, epoch ms. */
  readonly until: number;
}

/** The counts of a query over time, in bounded memory: the same posts in several steps. */
export class Series {
  readonly #rings = ringSizes.map(([stepMs, length]) => new RingBuffer(stepMs, length));
  /** The beginning of what the page has seen itself. */
  #liveAt = Infinity;
  /** The beginning of the stored history that was loaded. */
  #storedAt = Infinity;

  /** The beginning of what is known: the oldest post or covered time. */
  get firstAt(): number | undefined {
    const at = Math.min(this.#liveAt, this.#storedAt);
    return at === Infinity ? undefined : at;
  }

  ring(stepMs: number): RingBuffer {
    const ring = this.#rings.find((each) => each.stepMs === stepMs);
    if (ring === undefined) throw new RangeError(`There is no ring of ${stepMs} ms.`);
    return ring;
  }

  add({ at, compound, topic, polarityIndex }: Sample): void {
    this.#liveAt = Math.min(this.#liveAt, at);
    const counts = {
      posts: 1,
      positive: polarityIndex === 0 ? 1 : 0,
      negative: polarityIndex === 1 ? 1 : 0,
      neutral: polarityIndex === 2 ? 1 : 0,
      compoundSum: compound,
      compoundSquares: compound * compound,
      topicCompoundSum: topic,
      squaredPosts: 1,
      coveredMs: 0,
    };
    for (const ring of this.#rings) ring.add(at, counts);
  }

  /** Adds posts between two times that arrived as their sum. */
  addSummed(bucket: SummedPosts, to: number): void {
    if (bucket.posts === 0) return;
    const middle = (bucket.at + to) / 2;
    this.#liveAt = Math.min(this.#liveAt, middle);
    const counts = countsOf(bucket, 0);
    for (const ring of this.#rings) ring.add(middle, counts);
  }

  /** Drops what is known of the time after `now`, because event time has gone back to that of a recording. */
  dropAfter(now: number): void {
    for (const ring of this.#rings) ring.dropAfter(now);
  }

  /** Marks [from, to) as covered: the query was tracked while a source was live. */
  cover(from: number, to: number): void {
    if (to <= from) return;
    this.#liveAt = Math.min(this.#liveAt, from);
    for (const ring of this.#rings) ring.cover(Math.max(from, to - ring.stepMs * 400), to);
  }

  /**
   * Adds all buckets of the store from `from` on, each `stepMs` long. Where the store has counted more posts, its counts are used. Finer
   * steps get an even share of them, but only before `until`, when the page began to count.
   */
  fill(buckets: readonly Bucket[], { stepMs, from, until }: FillOptions): void {
    const storedAt = buckets[0]?.at ?? Infinity;
    // Finer buckets of the same time say more exactly when it began.
    this.#storedAt = from <= this.#storedAt ? storedAt : Math.min(this.#storedAt, storedAt);
    for (const bucket of buckets) {
      const counts = countsOf(bucket, bucket.tracked * stepMs);
      for (const ring of this.#rings) {
        if (ring.stepMs === stepMs) ring.fill(bucket.at, counts);
        else if (ring.stepMs < stepMs) this.#spread(ring, { at: bucket.at, counts, stepMs, until });
      }
    }
    this.#raise(buckets, stepMs);
  }

  #spread(
    ring: RingBuffer,
    { at, counts, stepMs, until }: { at: number; counts: Counts; stepMs: number; until: number },
  ): void {
    const parts = stepMs / ring.stepMs;
    // A bucket of an hour says nothing about minutes.
    if (parts > 10) return;
    for (let part = 0; part < parts; part++) {
      const start = at + part * ring.stepMs;
      if (start + ring.stepMs <= until) ring.fill(start, share(counts, 1 / parts));
    }
  }

  /** Raises the counts of coarser rings to the sum of the buckets. */
  #raise(buckets: readonly Bucket[], stepMs: number): void {
    for (const ring of this.#rings) {
      if (ring.stepMs <= stepMs) continue;
      const starts = new Set(buckets.map(({ at }) => Math.floor(at / ring.stepMs) * ring.stepMs));
      for (const start of starts) {
        const finer = this.ring(stepMs);
        let total = noCounts;
        for (let at = start; at < start + ring.stepMs; at += stepMs) total = sum(total, finer.at(at));
        ring.fill(start, total);
      }
    }
  }
}

function countsOf(bucket: SummedPosts, coveredMs: number): Counts {
  const { posts, positive, negative, neutral, meanCompound, meanTopicCompound, spreadCompound } = bucket;
  return {
    posts,
    positive,
    negative,
    neutral,
    compoundSum: meanCompound * posts,
    compoundSquares: spreadCompound === undefined ? 0 : posts * (spreadCompound ** 2 + meanCompound ** 2),
    topicCompoundSum: meanTopicCompound * posts,
    squaredPosts: spreadCompound === undefined ? 0 : posts,
    coveredMs,
  };
}
