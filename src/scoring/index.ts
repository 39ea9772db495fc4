/**
 * Scoring: the `Scorer` port, in worker threads and inline.
 *
 * Owns the threads, the encoding of their messages, and the choice of scorer. Guarantees that neither a text nor a
 * dying thread costs another batch, and that the port never errors. Does not decide what is scored or when.
 */
export { explainInline } from './explanation.ts';
export type { Explain } from './explanation.ts';
export { createInlineScorer } from './inline.ts';
export { createPool } from './pool.ts';
export type { Pool, PoolOptions } from './pool.ts';
export * from './custom.ts';
