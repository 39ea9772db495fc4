/**
 * Scoring: the `Scorer` port, in worker threads and inline.
 *
 * Owns the threads, the shape of what goes to them and back, and the choice of scorer. Promises that one text or one
 * dying thread costs no other batch, and that the port never errors. Never decides what is scored or when.
 */
export { createInlineScorer } from './inline.ts';
export { createPool } from './pool.ts';
export type { Pool, PoolOptions } from './pool.ts';
