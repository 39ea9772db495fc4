import { filter, map, pipe, share, type OperatorFunction } from 'rxjs';
import type { UndertoneError } from '../model/index.ts';
import type { Coverage, SourceEvent, SourceState, Upstream } from './ports.ts';

/** The events in which a source reports its state and what it covers. */
export type StatusEvent = Extract<SourceEvent, { readonly type: 'state' | 'coverage' }>;

/** A change of status, with the predicate of the queries (canonical) whose status changed by it. */
export interface StatusChange {
  readonly event: StatusEvent;
  readonly isAffected: (canonical: string) => boolean;
}

interface Status {
  readonly state: SourceState;
  readonly reason: UndertoneError | undefined;
  /** Undefined for a source that covers every query. */
  readonly coverage: Coverage | undefined;
}

const unknown: Status = { state: 'pending', reason: undefined, coverage: undefined };

/** The status of every source, and of each query on it. A state machine that changes in place, like the registry. */
export class SourceStatus {
  readonly #status: Map<string, Status>;

  constructor(sources: readonly string[]) {
    this.#status = new Map(sources.map((source) => [source, unknown]));
  }

  /** Applies an event; returns a predicate: whether it changed the status of a query (canonical). */
  apply(event: StatusEvent): (canonical: string) => boolean {
    const before = this.#status.get(event.source) ?? unknown;
    const after: Status =
      event.type === 'state' ? { ...before, state: event.state, reason: event.reason } : { ...before, coverage: event };
    this.#status.set(event.source, after);
    return (canonical) =>
      stateOf(before, canonical) !== stateOf(after, canonical) ||
      reasonOf(before, canonical) !== reasonOf(after, canonical);
  }

  /** Returns the state of a query on each source. */
  upstreamOf(canonical: string): Upstream {
    return Object.fromEntries(Array.from(this.#status, ([source, status]) => [source, stateOf(status, canonical)]));
  }

  /** Returns a sentence for each source that is not live for a query and has a reason. */
  reasonsOf(canonical: string): Readonly<Record<string, string>> {
    const reasons = Array.from(this.#status, ([source, status]) => [source, reasonOf(status, canonical)] as const);
    return Object.fromEntries(reasons.filter(isPresent));
  }

  /** Returns whether at least one source is live for a query. */
  isLive(canonical: string): boolean {
    return this.#status.values().some((status) => stateOf(status, canonical) === 'live');
  }

  /** Returns the errors with which sources refuse a query. */
  refusalsOf(canonical: string): readonly UndertoneError[] {
    return Array.from(this.#status.values(), ({ coverage }) => coverage?.refused.get(canonical)).filter(
      (refusal) => refusal !== undefined,
    );
  }
}

function stateOf({ state, coverage }: Status, canonical: string): SourceState {
  // A source may not even connect for a query that it can't be asked for.
  if (coverage?.refused.has(canonical) === true) return 'down';
  return state === 'live' && coverage?.active.has(canonical) === false ? 'pending' : state;
}

/**
 * Applies the events that report a state or a coverage, each once whatever the number of subscribers, and emits what they
 * change. All subscribers must be there before the first event.
 *
 * @example
 * const changes$ = events$.pipe(statusChanges(new SourceStatus(['bluesky'])));
 */
export function statusChanges(status: SourceStatus): OperatorFunction<SourceEvent, StatusChange> {
  return pipe(
    filter((event) => event.type === 'state' || event.type === 'coverage'),
    map((event) => ({ event, isAffected: status.apply(event) })),
    share(),
  );
}

/** A source that is live may still have a reason for which upstream can't be asked for more. */
function reasonOf(status: Status, canonical: string): string | undefined {
  if (stateOf(status, canonical) === 'live') return undefined;
  const { state, reason, coverage } = status;
  const refusal = coverage?.refused.get(canonical);
  return (refusal ?? reason ?? (state === 'live' ? coverage?.pendingReason : undefined))?.message;
}

const isPresent = (entry: readonly [string, string | undefined]): entry is readonly [string, string] =>
  entry[1] !== undefined;
