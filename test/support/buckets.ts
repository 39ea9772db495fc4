import type { Bucket, Sample } from '../../src/web/state/series.ts';

export const now = Date.UTC(2026, 0, 15, 12);
/** Returns a post of a mood, whose topic has the opposite one. */
export const sample = (at: number, compound = 0.5): Sample => ({
  at,
  compound,
  polarityIndex: 0,
  topic: { compound: -compound, polarityIndex: 1 },
});
/** Returns a bucket of the store that was covered as a whole. */
export const bucket = (at: number, posts: number, meanCompound = 0.2): Bucket => ({
  at,
  posts,
  positive: posts,
  negative: 0,
  neutral: 0,
  meanCompound,
  meanTopicCompound: 0.1,
  spreadCompound: 0.3,
  tracked: 1,
});
