/** The bounds of the graph, each with its unit in its name. `0` and `Infinity` mean what the operators say. */
export interface Limits {
  /** The time that the query set must stay unchanged before upstream is asked for it, in ms. */
  readonly quietMs: number;
  /** The longest time that a query set that keeps changing delays that, in ms. */
  readonly maxQuietMs: number;
  /** The time that upstream stays open after the last query was released, in ms. */
  readonly idleGraceMs: number;
  /** The most posts in a batch. */
  readonly maxBatchPosts: number;
  /** The longest time that a post waits for its batch to fill, in ms. */
  readonly maxBatchWaitMs: number;
  /** The most batches in the pool at a time. */
  readonly maxBatches: number;
  /** The most posts that wait for the pool; beyond it, those of whoever has the most waiting are shed. */
  readonly maxWaitingPosts: number;
  /** The posts that are remembered to recognise duplicates, at least. */
  readonly maxRecentPosts: number;
  /** The time in which a closed session may resume, in ms. Its queries stay live for that time. */
  readonly resumeWindowMs: number;
  /** The latest results of a query that are buffered for sessions that resume, at least. */
  readonly maxResumeResults: number;
  /** The results of each post that an owner (an address, or a session that has none) may have whatever the rates say. */
  readonly freeResultsPerPost: number;
  /** The other results of an owner per second: matches of its queries, and likewise deliveries. Infinity for no bound. */
  readonly maxResultsPerSecondPerOwner: number;
  /** The other results of all owners per second. Infinity for no bound. */
  readonly maxResultsPerSecond: number;
  /** The most pages of stored results that are read at a time. */
  readonly maxBackfillReads: number;
  /** The most of these for one owner: an address, or a session that has none. */
  readonly maxBackfillReadsPerOwner: number;
  /** The most ids of an owner that wait for stored results; beyond it, an id gets a gap in their place. */
  readonly maxBackfillsPerOwner: number;
  /** The most new results of a session that wait for its stored ones. 0 lets none wait. */
  readonly maxBackfillWaitingPerSession: number;
  /** The most new results that wait for stored ones, of all sessions. 0 lets none wait. */
  readonly maxBackfillWaiting: number;
  /** Primary language subtags (`en`) of the posts to take; empty takes all. Posts that declare no language are taken. */
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
  freeResultsPerPost: 128,
  maxResultsPerSecondPerOwner: 5_000,
  maxResultsPerSecond: 50_000,
  maxBackfillReads: 8,
  maxBackfillReadsPerOwner: 2,
  maxBackfillsPerOwner: 512,
  maxBackfillWaitingPerSession: 5_000,
  maxBackfillWaiting: 50_000,
  languages: ['en'],
};
