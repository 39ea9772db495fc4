import type { PolarityIndex } from '../../model/index.ts';
import { historyStepMs, ranges, ringSizes } from './ranges.ts';
import type { Mutable } from '../../window/index.ts';
import { noCounts, RingBuffer, sum, type Counts } from './ring-buffer.ts';
import { spread } from './spread.ts';

/** A post as it is counted. */
export interface Sample {
  readonly at: number;
  readonly compound: number;
  readonly polarityIndex: PolarityIndex;
  /** False when the scorer gave no score. */
  readonly scored?: false | undefined;
  /** The sentiment of the query's own words. */
  readonly topic: { readonly compound: number; readonly polarityIndex: PolarityIndex };
}

/** Posts that were summed up elsewhere: by the store, or by the server because the page read too slowly. */
export interface Bucket {
  /** Its start, epoch ms. */
  readonly at: number;
  readonly posts: number;
  readonly positive: number;
  readonly negative: number;
  readonly neutral: number;
  /** The posts without a score; default 0. */
  readonly unscored?: number | undefined;
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
  readonly #rings: readonly RingBuffer[];
  /** The beginning of what the page has seen itself. */
  #liveAt = Infinity;
  /** The beginning of the stored history that was loaded. */
  #storedAt = Infinity;
  /** The latest posts, which are not in the rings yet: they are added once for all of a step of the finest. */
  #fresh: { readonly start: number; readonly counts: Mutable<Counts> } | undefined;

  /** `sizes` are the step and the length of each ring. */
  constructor(sizes: readonly (readonly [stepMs: number, length: number])[] = ringSizes) {
    this.#rings = sizes.map(([stepMs, length]) => new RingBuffer(stepMs, length));
  }

  /** The beginning of what is known: the oldest post or covered time. */
  get firstAt(): number | undefined {
    const at = Math.min(this.#liveAt, this.#storedAt);
    return at === Infinity ? undefined : at;
  }

  ring(stepMs: number): RingBuffer {
    this.#addFresh();
    const ring = this.#rings.find((each) => each.stepMs === stepMs);
    if (ring === undefined) throw new RangeError(`There is no ring of ${stepMs} ms.`);
    return ring;
  }

  add(sample: Sample): void {
    const { at } = sample;
    this.#liveAt = Math.min(this.#liveAt, at);
    const { stepMs = 1 } = this.#rings[0] ?? {};
    const start = Math.floor(at / stepMs) * stepMs;
    if (this.#fresh?.start !== start) {
      this.#addFresh();
      this.#fresh = { start, counts: { ...noCounts } };
    }
    addSample(this.#fresh.counts, sample);
  }

  #addFresh(): void {
    if (this.#fresh === undefined) return;
    const { start, counts } = this.#fresh;
    this.#fresh = undefined;
    for (const ring of this.#rings) ring.add(start, counts);
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
    this.#addFresh();
    for (const ring of this.#rings) ring.dropAfter(now);
  }

  /** Marks [from, to) as covered: the query was tracked while a source was live. */
  cover(from: number, to: number): void {
    if (to <= from) return;
    this.#liveAt = Math.min(this.#liveAt, from);
    for (const ring of this.#rings) ring.cover(Math.max(from, to - ring.stepMs * 400), to);
  }

  /**
   * Adds all buckets of the store from `from` on, each `stepMs` long: the posts and the coverage that the page has not
   * counted itself. Finer steps get a share of them.
   */
  fill(buckets: readonly Bucket[], { stepMs, from, until }: FillOptions): void {
    const storedAt = beginningOf(buckets, stepMs, until);
    // Finer buckets of the same time say more exactly when it began.
    this.#storedAt = from <= this.#storedAt ? storedAt : Math.min(this.#storedAt, storedAt);
    this.ring(stepMs).dropEstimates(from, until);
    for (const [index, bucket] of buckets.entries()) {
      const { at } = bucket;
      const counts = countsOf(bucket, bucket.tracked * stepMs);
      const next = buckets[index + 1];
      // A hole between two buckets is more likely than one in each of them.
      const isFollowed =
        next?.at === at + stepMs && next.tracked * stepMs >= Math.min(stepMs, until - next.at) - reportMs;
      for (const ring of this.#rings) {
        if (ring.stepMs === stepMs) ring.fill(at, counts);
        // A bucket of an hour says nothing about minutes.
        else if (ring.stepMs < stepMs && stepMs / ring.stepMs <= 10)
          spread(ring, { at, stepMs, counts, until, isFollowed });
      }
    }
    this.#raise(buckets, stepMs);
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

function addSample(counts: Mutable<Counts>, { compound, polarityIndex, scored, topic }: Sample): void {
  counts.posts += 1;
  if (scored === false) {
    counts.unscored += 1;
    return;
  }
  if (polarityIndex === 0) counts.positive += 1;
  else if (polarityIndex === 1) counts.negative += 1;
  else counts.neutral += 1;
  counts.compoundSum += compound;
  counts.compoundSquares += compound * compound;
  counts.topicCompoundSum += topic.compound;
  counts.squaredPosts += 1;
  counts.topicPosts += 1;
  if (topic.polarityIndex === 0) counts.topicPositive += 1;
  else if (topic.polarityIndex === 1) counts.topicNegative += 1;
  counts.topicCompoundSquares += topic.compound * topic.compound;
}

/** The store learns of coverage once in this time, in ms. */
const reportMs = 1_000;

/** Returns the time at which coverage began: a first short bucket that is covered in part is so at its end. */
function beginningOf([first]: readonly Bucket[], stepMs: number, until: number): number {
  if (first === undefined) return Infinity;
  if (stepMs > historyStepMs(ranges['1m'])) return first.at;
  return Math.min(until, first.at + stepMs) - first.tracked * stepMs;
}

function countsOf(bucket: SummedPosts, coveredMs: number): Counts {
  const { posts, positive, negative, neutral, unscored = 0 } = bucket;
  const { meanCompound, meanTopicCompound, spreadCompound } = bucket;
  const scored = posts - unscored;
  return {
    ...noCounts,
    posts,
    positive,
    negative,
    neutral,
    unscored,
    compoundSum: meanCompound * scored,
    compoundSquares: spreadCompound === undefined ? 0 : scored * (spreadCompound ** 2 + meanCompound ** 2),
    topicCompoundSum: meanTopicCompound * scored,
    squaredPosts: spreadCompound === undefined ? 0 : scored,
    coveredMs,
  };
}
