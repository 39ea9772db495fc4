/**
 * The store: keeps results beyond the end of the program, in SQLite or PostgreSQL.
 *
 * Owns the schema, its migrations, the thread that uses the database, and retention. Promises that a result is counted
 * once however often it is written, that the graph never waits for a database, that the queue before it is bounded, and
 * that each discarded result is counted. Never decides which results to keep.
 */
export { createStore } from './store.ts';
export type { Archive, StoreOptions } from './store.ts';
export type * from './backend.ts';
export type * from './coverage-report.ts';
export type { StoreSpec } from './database.ts';
export type { IdsOnly } from './rows.ts';
export type { Span as TimeSpan } from './spans.ts';
export { writerLimits } from './writer.ts';
export type { WriterLimits } from './writer.ts';
