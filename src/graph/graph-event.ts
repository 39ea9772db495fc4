import type { SourceEvent } from './ports.ts';

/** What the graph emits to its one subscriber: its sources' changes of state, and their gaps. */
export type GraphEvent = Extract<SourceEvent, { readonly type: 'state' | 'gap' }>;

export const isGraphEvent = (event: SourceEvent): event is GraphEvent => event.type === 'state' || event.type === 'gap';
