import { defaultLimits, type Limits } from '../graph/index.ts';
import type { Config } from './config/index.ts';

/** Returns the limits of the graph in a configuration. */
export function limitsOf(config: Config): Limits {
  return {
    ...defaultLimits,
    quietMs: config.quiet,
    maxQuietMs: config.maxQuiet,
    idleGraceMs: config.idleGrace,
    maxBatchPosts: config.maxBatchPosts,
    maxBatchWaitMs: config.maxBatchWait,
    maxBatches: 2 * Math.max(1, config.workers),
    maxWaitingPosts: config.maxWaitingPosts,
    maxRecentPosts: config.maxRecentPosts,
    resumeWindowMs: config.resumeWindow,
    maxResumeResults: config.maxResumeResults,
    freeResultsPerPost: config.maxSessionsPerAddress,
    languages: config.lang.includes('all') ? [] : config.lang,
  };
}
