/** Every bound of the graph, with its unit in its name. `0` and `Infinity` mean what the operators say they mean. */
export interface Limits {
  /** Quiet time before upstream is asked for a changed set of queries, in ms. */
  readonly quietMs: number;
  /** The longest that a changing set of queries keeps upstream from being asked, in ms. */
  readonly maxQuietMs: number;
  /** How long upstream is kept after the last query has gone, in ms. */
  readonly idleGraceMs: number;
  /** Posts in a batch at most. */
  readonly maxBatchPosts: number;
  /** How long a post waits for its batch to fill at most, in ms. */
  readonly maxBatchWaitMs: number;
  /** Batches in the pool at a time. */
  readonly maxBatches: number;
  /** Posts that may wait for the pool; more are shed. */
  readonly maxWaitingPosts: number;
  /** Posts remembered to recognise one that comes twice. */
  readonly maxRecentPosts: number;
  /** How long a query and what it finds are kept for sessions that may come back, in ms. */
  readonly resumeWindowMs: number;
  /** Results of a query that are kept for them, at least; the latest. */
  readonly maxResumeResults: number;
  /** Primary language subtags (`en`) of the posts that are taken; empty takes all. Posts that declare none are taken. */
  readonly languages: readonly string[];
}

export const defaultLimits: Limits = {
  quietMs: 250,
  maxQuietMs: 2_000,
  idleGraceMs: 30_000,
  maxBatchPosts: 256,
  maxBatchWaitMs: 5,
  maxBatches: 4,
  maxWaitingPosts: 20_000,
  maxRecentPosts: 100_000,
  resumeWindowMs: 30_000,
  maxResumeResults: 1_000,
  languages: ['en'],
};
