import type { SourceEvent } from './ports.ts';

/** An event for the one subscriber of the graph: a change of state of a source, or a gap. */
export type GraphEvent = Extract<SourceEvent, { readonly type: 'state' | 'gap' }>;

export const isGraphEvent = (event: SourceEvent): event is GraphEvent => event.type === 'state' || event.type === 'gap';
