/**
 * The graph: sessions and sources in, deliveries out, as one observable.
 *
 * It owns the order in which things happen: when upstream is asked, and what is matched, batched, scored, delivered and
 * shed. It completes only after `stop$`, errors only for our own corruption, and keeps the ledger balanced. It never
 * touches a socket, a clock or a thread: those enter as ports.
 */
export { createGraph } from './graph.ts';
export type { GraphEvent } from './graph-event.ts';
export { defaultLimits } from './limits.ts';
export type { Limits } from './limits.ts';
export { consume, type ConsumeOptions } from './operators/index.ts';
export type * from './ports.ts';
export { switchMapToSources } from './upstream.ts';
