import type { UndertoneError } from '../model/index.ts';
import type { Coverage, SourceEvent, SourceState, Upstream } from './ports.ts';

/** The events in which a source reports its state and what it covers. */
export type StatusEvent = Extract<SourceEvent, { readonly type: 'state' | 'coverage' }>;

interface Status {
  readonly state: SourceState;
  /** Undefined for a source that covers every query. */
  readonly coverage: Coverage | undefined;
}

const unknown: Status = { state: 'pending', coverage: undefined };

/** The status of every source, and of each query on it. A state machine that changes in place, like the registry. */
export class SourceStatus {
  readonly #status: Map<string, Status>;

  constructor(sources: readonly string[]) {
    this.#status = new Map(sources.map((source) => [source, unknown]));
  }

  /** Applies an event; returns a predicate: whether it changed the status of a query (canonical). */
  apply(event: StatusEvent): (canonical: string) => boolean {
    const before = this.#status.get(event.source) ?? unknown;
    const after = event.type === 'state' ? { ...before, state: event.state } : { state: before.state, coverage: event };
    this.#status.set(event.source, after);
    return (canonical) => stateOf(before, canonical) !== stateOf(after, canonical);
  }

  /** Returns the state of a query on each source. */
  upstreamOf(canonical: string): Upstream {
    return Object.fromEntries(Array.from(this.#status, ([source, status]) => [source, stateOf(status, canonical)]));
  }

  /** Returns the errors with which sources refuse a query. */
  refusalsOf(canonical: string): readonly UndertoneError[] {
    return Array.from(this.#status.values(), ({ coverage }) => coverage?.refused.get(canonical)).filter(
      (refusal) => refusal !== undefined,
    );
  }
}

function stateOf({ state, coverage }: Status, canonical: string): SourceState {
  if (state !== 'live' || coverage === undefined || coverage.active.has(canonical)) return state;
  return coverage.refused.has(canonical) ? 'down' : 'pending';
}
