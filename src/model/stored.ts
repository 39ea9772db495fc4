import type { Post } from './post.ts';
import type { HashtagCounts, Score, TopicScore } from './score.ts';
import type { Tally } from './tally.ts';

/** A scored post as a store gives it back, for one query. */
export interface StoredPost {
  /** Without its text, and all but `id`, `source` and `at`, when only the id may be kept. */
  readonly post: Omit<Post, 'text'> & { readonly text?: string };
  readonly score: Score;
  /** The sentiment that concerns the query's own words. */
  readonly topic: TopicScore;
  readonly hashtags: HashtagCounts;
}

/** What was said on a query in `[at, at + step)`. */
export interface Bucket extends Tally {
  /** Epoch ms, a multiple of the step. */
  readonly at: number;
}

/** Which buckets of a query: those that begin in `[from, to)`, epoch ms. */
export interface BucketsRequest {
  /** Canonical. */
  readonly query: string;
  readonly from: number;
  readonly to: number;
  /** Their length in ms, a multiple of `bucketStepMs`. */
  readonly step: number;
}

/** The shortest bucket that is kept, in ms; every other is a multiple of it. */
export const bucketStepMs = 10_000;
