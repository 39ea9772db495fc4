import { concat, defer, filter, map, merge, mergeAll, mergeMap, takeUntil, type Observable } from 'rxjs';
import type { Coverage } from './coverage.ts';
import type { TimedResult } from './event-time.ts';
import type { GraphState } from './graph-state.ts';
import type { Session, SourceEvent, StoreEvent } from './ports.ts';
import type { RegistryEffect } from './registry.ts';
import type { StatusChange } from './source-status.ts';

/** What coverage and gaps follow from. All are hot. */
export interface CoverageInputs {
  readonly effects$: Observable<RegistryEffect<Session>>;
  readonly events$: Observable<SourceEvent>;
  readonly changes$: Observable<StatusChange>;
  readonly timed$: Observable<TimedResult>;
  readonly stop$: Observable<unknown>;
}

/**
 * Emits what the store keeps of the coverage of queries and the gaps of sources; completes with a last `coverage-reached`
 * when `stop$` emits.
 *
 * @example
 * coverageEvents({ effects$, events$, changes$, timed$, stop$ }, state);
 */
export function coverageEvents(
  { effects$, events$, changes$, timed$, stop$ }: CoverageInputs,
  { coverage, gaps, heartbeat$ }: Pick<GraphState<Session>, 'coverage' | 'gaps' | 'heartbeat$'>,
): Observable<StoreEvent> {
  return concat(
    merge(
      effects$.pipe(mergeMap((effect) => coverageOf(effect, coverage))),
      changes$.pipe(mergeMap(({ isAffected }) => coverage.statusChanged(isAffected))),
      timed$.pipe(
        map(() => coverage.advance()),
        filter((reports) => reports.length > 0),
        mergeAll(),
      ),
      events$.pipe(
        filter((event) => event.type === 'state' || event.type === 'gap'),
        mergeMap((event) => (event.type === 'state' ? gaps.applyState(event) : gaps.applyGap(event))),
      ),
      heartbeat$.pipe(mergeMap(() => coverage.heartbeat())),
    ).pipe(takeUntil(stop$)),
    defer(() => coverage.heartbeat()),
  );
}

function coverageOf(effect: RegistryEffect<Session>, coverage: Coverage): readonly StoreEvent[] {
  if (effect.type === 'query-added') return coverage.add(effect.query.canonical);
  if (effect.type === 'query-removed') return coverage.remove(effect.query.canonical);
  return [];
}
