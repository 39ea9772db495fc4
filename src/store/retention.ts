import type { PruneRequest } from './backend.ts';

/** How long things are kept. */
export interface Retention {
  /** Posts with their scores, since they were written, in ms. */
  readonly keepPostsMs: number;
  /** What is known of a post, so that it is not counted twice, at least, in ms. */
  readonly keepKeysMs: number;
  /** Buckets by their step, by the time that they stand for or were last written, whichever is later, in ms. */
  readonly keepBuckets: readonly { readonly step: number; readonly keepMs: number }[];
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** A source that reads on from where it was may come with the same posts for this long. */
const keepKeysMs = hourMs;

/** 35 days of 10 s, 400 days of 1 min, ten years of 1 h. */
const keepBuckets = [
  { step: 10_000, keepMs: 35 * dayMs },
  { step: 60_000, keepMs: 400 * dayMs },
  { step: hourMs, keepMs: 3_653 * dayMs },
] as const;

export function retentionOf(keepPostsMs: number): Retention {
  return { keepPostsMs, keepKeysMs: Math.max(keepKeysMs, keepPostsMs), keepBuckets };
}

export function pruneRequestOf(retention: Retention, now: number, afterQuery: number): PruneRequest {
  return {
    postsBefore: now - retention.keepKeysMs,
    textsBefore: now - retention.keepPostsMs,
    bucketsBefore: retention.keepBuckets.map(({ step, keepMs }) => ({ step, at: now - keepMs })),
    afterQuery,
  };
}
