import type { PruneRequest } from './backend.ts';

/** The time for which each kind of data is kept. */
export interface Retention {
  /** For posts with their scores, since they were written, in ms. */
  readonly keepPostsMs: number;
  /** For the keys of posts, which prevent that a post is counted twice, in ms. */
  readonly keepKeysMs: number;
  /** For buckets of each step, since their own time or their last write, whichever is later, in ms. */
  readonly keepBuckets: readonly { readonly step: number; readonly keepMs: number }[];
  /** The queries of which something is kept; beyond it, those that were tracked briefly are deleted. */
  readonly maxQueries: number;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** A source that resumes from its cursor may repeat posts of this long. */
const keepKeysMs = hourMs;

/** 35 days of 10 s, 400 days of 1 min, ten years of 1 h. */
const keepBuckets = [
  { step: 10_000, keepMs: 35 * dayMs },
  { step: 60_000, keepMs: 400 * dayMs },
  { step: hourMs, keepMs: 3_653 * dayMs },
] as const;

/** Whoever changes a query once a second makes as many in a day. */
const maxQueries = 100_000;

/** Returns the retention for a store that keeps posts so long. */
export function retentionOf(keepPostsMs: number): Retention {
  return { keepPostsMs, keepKeysMs: Math.max(keepKeysMs, keepPostsMs), keepBuckets, maxQueries };
}

/** Returns the request that deletes what is too old now. */
export function pruneRequestOf(retention: Retention, now: number, afterQuery: number): PruneRequest {
  return {
    postsBefore: now - retention.keepKeysMs,
    textsBefore: now - retention.keepPostsMs,
    bucketsBefore: retention.keepBuckets.map(({ step, keepMs }) => ({ step, at: now - keepMs })),
    maxQueries: retention.maxQueries,
    afterQuery,
  };
}
