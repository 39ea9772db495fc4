import {
  concatMap,
  connect,
  defer,
  filter,
  groupBy,
  merge,
  mergeAll,
  mergeMap,
  scan,
  takeUntil,
  tap,
  type Observable,
} from 'rxjs';
import { coverageEvents } from './coverage-events.ts';
import { deliverTo, groupsOfSessions } from './deliver-to.ts';
import { egress } from './egress.ts';
import { assignEventTime } from './event-time.ts';
import { createState } from './graph-state.ts';
import { isGraphEvent, type GraphEvent } from './graph-event.ts';
import { ingest } from './ingest.ts';
import { defaultLimits, type Limits } from './limits.ts';
import { mergeMapBounded } from './operators/index.ts';
import { persistResults } from './persist-results.ts';
import type { Ports, Session } from './ports.ts';
import { debouncedQuerySet } from './query-set.ts';
import type { Registry, RegistryEffect, SessionEvent } from './registry.ts';
import { admitScored, applyRetractions } from './retractions.ts';
import { batchPosts, poolBounds, scoreInOrder } from './score.ts';
import { sessionEvents } from './session-events.ts';
import { statusChanges } from './source-status.ts';
import { switchMapToSources } from './upstream.ts';

/**
 * Returns the whole system between its ports as one observable; read it from the top, in the order of the picture in
 * src/README.md. Each `connect` subscribes all consumers of a stream before the stream itself, so none of them misses what
 * is emitted synchronously, and their order in a `merge` means nothing.
 *
 * Cold; each subscription is a system of its own. Completes once `stop$` has emitted and everything in flight has been
 * delivered; errors only for our own corruption.
 *
 * @example
 * createGraph({ sessions$, stop$, sources, scorer, deliver, probe, instanceId: 'a1', scheduler: asyncScheduler }).subscribe();
 */
export function createGraph<S extends Session>(
  ports: Ports<S>,
  limits: Limits = defaultLimits,
): Observable<GraphEvent> {
  const { sessions$, stop$, sources, scorer, deliver, store, probe, scheduler } = ports;
  return defer(() => {
    const state = createState(ports, limits);
    const { registry, retractions, renewals, status, watermark } = state;
    const { claimOf } = registry;
    const initial: { registry: Registry<S>; effects: readonly RegistryEffect<S>[] } = { registry, effects: [] };
    probe.registryCreated?.(registry);
    return sessions$.pipe(
      sessionEvents({ stop$, resumeWindowMs: limits.resumeWindowMs, scheduler }),
      scan((before, event: SessionEvent<S>) => ({ ...before, effects: before.registry.apply(event) }), initial),
      tap(() => {
        probe.registryChanged(registry.sessions, registry.queries);
      }),
      // Effects of an event that an effect causes come after the other effects of the first.
      concatMap(({ effects }) => effects),
      connect((effects$) => {
        const sourceEvents$ = effects$.pipe(
          filter(({ type }) => type === 'query-added' || type === 'query-removed'),
          debouncedQuerySet({ read: () => registry.querySet(), limits, scheduler }),
          switchMapToSources(sources),
          takeUntil(stop$),
        );
        return sourceEvents$.pipe(
          connect((events$) => {
            const changes$ = events$.pipe(statusChanges(status));
            const retracted$ = events$.pipe(applyRetractions(retractions));
            const delivered$ = events$.pipe(
              ingest({ match: registry.match, retractions, renewals, probe, limits }),
              batchPosts({ scorer, limits, scheduler }),
              mergeMapBounded(scoreInOrder(scorer, probe, scheduler), poolBounds({ limits, probe, claimOf })),
              mergeAll(),
              admitScored(retractions, probe),
              assignEventTime({ watermark, scheduler, onLate: probe.late }),
              connect((timed$) => {
                const inputs = { effects$, events$, changes$, timed$, retracted$, stop$ };
                return merge(
                  egress(inputs, state).pipe(
                    groupBy(({ session }) => session, groupsOfSessions()),
                    mergeMap((deliveries$) => deliverTo(deliveries$.key, deliveries$, deliver)),
                  ),
                  persistResults({ timed$, retracted$, coverage$: coverageEvents(inputs, state), claimOf }, store),
                );
              }),
            );
            return merge(delivered$, events$.pipe(filter(isGraphEvent)));
          }),
        );
      }),
    );
  });
}
