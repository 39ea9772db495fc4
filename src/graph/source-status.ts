import type { UndertoneError } from '../model/index.ts';
import type { Coverage, SourceEvent, SourceState, Upstream } from './ports.ts';

/** What sources say of themselves. */
export type StatusEvent = Extract<SourceEvent, { readonly type: 'state' | 'coverage' }>;

interface Status {
  readonly state: SourceState;
  /** Undefined for a source that covers everything. */
  readonly coverage: Coverage | undefined;
}

const unknown: Status = { state: 'pending', coverage: undefined };

/** How every source fares, and what that means for a query. It changes in place, like the registry. */
export class SourceStatus {
  readonly #status: Map<string, Status>;

  constructor(sources: readonly string[]) {
    this.#status = new Map(sources.map((source) => [source, unknown]));
  }

  /** Takes an event in, and returns by which queries (canonical) it is felt. */
  apply(event: StatusEvent): (canonical: string) => boolean {
    const before = this.#status.get(event.source) ?? unknown;
    const after = event.type === 'state' ? { ...before, state: event.state } : { state: before.state, coverage: event };
    this.#status.set(event.source, after);
    return (canonical) => stateOf(before, canonical) !== stateOf(after, canonical);
  }

  upstreamOf(canonical: string): Upstream {
    return Object.fromEntries(Array.from(this.#status, ([source, status]) => [source, stateOf(status, canonical)]));
  }

  /** Why sources can't be asked for a query. */
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
