/** The length of a bucket in ms, which is the shortest that the server stores. */
export const historyStepMs = 10_000;
const maxBuckets = 400;

/** The posts of a bucket of time, summed up. */
export interface HistoryBucket {
  readonly posts: number;
  /** -1 to 1; 0 without scored posts. */
  readonly meanCompound: number;
}

type Sums = Record<'posts' | 'unscored' | 'compoundSum', number>;

/** A bucket of the server's history: `at` is its start in epoch ms. */
export interface StoredBucket extends HistoryBucket {
  readonly at: number;
  /** The posts without a score; default 0. */
  readonly unscored?: number;
}

/** Counts posts by buckets of 10 s. Time in which nothing could come is distinguished from silence. Times in epoch ms. */
export class PostHistory {
  readonly #buckets = new Map<number, Sums>();
  /** The first bucket that is counted here. */
  #first: number | undefined;

  add(now: number, { posts, unscored, compoundSum }: Readonly<Sums>): void {
    const bucket = this.#at(Math.floor(now / historyStepMs));
    bucket.posts += posts;
    bucket.unscored += unscored;
    bucket.compoundSum += compoundSum;
  }

  /** Records that posts could come at this time. */
  cover(now: number): void {
    this.#at(Math.floor(now / historyStepMs));
  }

  /** Adds what the server has stored of the time before. */
  fill(stored: readonly StoredBucket[]): void {
    for (const { at, posts, unscored = 0, meanCompound } of stored.slice(-maxBuckets)) {
      const number = Math.floor(at / historyStepMs);
      if (this.#first !== undefined && number >= this.#first) continue;
      this.#buckets.set(number, { posts, unscored, compoundSum: (posts - unscored) * meanCompound });
    }
  }

  /** Returns the last buckets, the newest last; undefined for time that was not covered. */
  read(now: number, count: number): readonly (HistoryBucket | undefined)[] {
    const newest = Math.floor(now / historyStepMs);
    return Array.from({ length: count }, (_, index) => {
      const bucket = this.#buckets.get(newest - count + 1 + index);
      if (bucket === undefined) return undefined;
      const { posts, unscored, compoundSum } = bucket;
      return { posts, meanCompound: posts === unscored ? 0 : compoundSum / (posts - unscored) };
    });
  }

  #at(number: number): Sums {
    this.#first ??= number;
    const known = this.#buckets.get(number);
    if (known !== undefined) return known;
    const bucket = { posts: 0, unscored: 0, compoundSum: 0 };
    this.#buckets.set(number, bucket);
    for (const old of this.#buckets.keys()) if (old <= number - maxBuckets) this.#buckets.delete(old);
    return bucket;
  }
}
