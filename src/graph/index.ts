/**
 * The graph: sessions and sources in, deliveries out, as one observable.
 *
 * Owns the order in which things happen: when upstream is asked, what is matched, batched, scored, routed, shed.
 * Promises to complete only after `stop$`, to error only for our own corruption, and to keep the ledger. Never touches
 * a socket, a clock or a thread: those enter as ports.
 */
export { createGraph } from './graph.ts';
export type { GraphEvent } from './graph.ts';
export { defaultLimits } from './limits.ts';
export type { Limits } from './limits.ts';
export type * from './ports.ts';
