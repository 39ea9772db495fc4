/**
 * The store: results beyond the end of the program, in SQLite or PostgreSQL.
 *
 * Owns the schema, its migrations, a thread that speaks to the database, and how long things are kept. Promises that a
 * result is counted once however often it is written, that nothing waits for a database, that what waits for it is
 * bounded, and that what is given up is counted. Never decides what is worth keeping.
 */
export { createStore } from './store.ts';
export type { Archive, ExportRequest, RecentRequest, StoreOptions } from './store.ts';
export type { StoreSpec } from './database.ts';
export { writerLimits } from './writer.ts';
export type { StoreHealth, WriterLimits } from './writer.ts';
