/** The limits of the graph in every history. */
export const modelLimits = {
  quietMs: 6,
  maxQuietMs: 20,
  idleGraceMs: 50,
  maxBatchPosts: 3,
  maxBatchWaitMs: 2,
  maxBatches: 2,
  maxWaitingPosts: 9,
  maxRecentPosts: 10_000,
  resumeWindowMs: 105,
  maxResumeResults: 3,
  freeResultsPerPost: Infinity,
  maxResultsPerSecondPerOwner: Infinity,
  maxResultsPerSecond: Infinity,
  languages: ['en'],
} as const;
