import {
  catchError,
  concat,
  connect,
  defer,
  EMPTY,
  filter,
  groupBy,
  map,
  merge,
  mergeMap,
  NEVER,
  of,
  scan,
  takeUntil,
  tap,
  timer,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import { sentenceOf, UndertoneError } from '../model/index.ts';
import { createWatermark, defaultWatermark } from '../window/index.ts';
import { SourceStatus } from './source-status.ts';
import { ingest } from './ingest.ts';
import { defaultLimits, type Limits } from './limits.ts';
import { shareLatest } from './operators/index.ts';
import { egress } from './egress.ts';
import type { Delivery, Ports, Session, SourceEvent } from './ports.ts';
import { Registry, type SessionEvent } from './registry.ts';
import { scoring } from './scoring.ts';
import { persistResults } from './persist-results.ts';
import { createBackfills } from './backfill.ts';
import { assignEventTime } from './windows/summaries.ts';
import { upstream } from './upstream.ts';
import { debouncedQuerySet } from './query-set.ts';

/** What the graph tells its one subscriber: how its sources fare, and what they missed. */
export type GraphEvent = Extract<SourceEvent, { readonly type: 'state' | 'gap' }>;

/**
 * The whole system: who wants what, what upstream is asked for, which posts are matched and scored, and to whom each
 * result goes. Cold; each subscription is a system of its own. Completes once `stop$` has emitted and what was in flight
 * has been delivered; errors only for our own corruption.
 */
export function createGraph<S extends Session>(
  ports: Ports<S>,
  limits: Limits = defaultLimits,
): Observable<GraphEvent> {
  const { sessions$, stop$, sources, scorer, store, probe, instanceId, scheduler } = ports;
  return defer(() => {
    // Only `stop$` may complete the graph, whatever its ports do.
    const admitted$ = concat(sessions$, NEVER).pipe(takeUntil(stop$));
    const registry = new Registry<S>({ instanceId, now: () => scheduler.now(), ...limits });
    const registry$ = admitted$.pipe(
      mergeMap((session) => eventsOf(session, limits, scheduler)),
      scan((registered, event) => registered.apply(event), registry),
      tap((holdings) => {
        probe.registryChanged(holdings.sessions, holdings.queries, holdings);
      }),
      shareLatest(),
    );
    const board = new SourceStatus(sources.map(({ name }) => name));
    const recalls =
      store && createBackfills<S>({ ...store, maxHeld: limits.maxWaitingPosts, now: () => scheduler.now() });
    const watermark = createWatermark(defaultWatermark);
    const delivered = (events$: Observable<SourceEvent>) =>
      events$.pipe(
        ingest(registry$, probe, limits),
        scoring(scorer, probe, { scheduler, limits }),
        mergeMap((scored) => scored),
        assignEventTime({ watermark, scheduler, onLate: probe.late }),
        connect((placed$) =>
          merge(
            egress({ registry$, events$, placed$, stop$, board, watermark, recalls, scheduler }).pipe(
              groupBy(({ session }) => session, { duration: ({ key: session }) => session.closed$ }),
              mergeMap((group$) => deliverTo(ports, group$.key, group$)),
            ),
            store === undefined ? EMPTY : persistResults(placed$, store),
          ),
        ),
      );
    const events$ = registry$.pipe(debouncedQuerySet(limits, scheduler), upstream(sources), takeUntil(stop$));
    return events$.pipe(connect((shared$) => merge(delivered(shared$), shared$.pipe(filter(isGraphEvent)))));
  });
}

function isGraphEvent(event: SourceEvent): event is GraphEvent {
  return event.type === 'state' || event.type === 'gap';
}

/** A session's changes, then its end, then the time from which it can't come back. */
function eventsOf<S extends Session>(session: S, { resumeWindowMs }: Limits, scheduler: SchedulerLike) {
  const { id, intents$, closed$, resumable } = session;
  const changes$ = intents$.pipe(
    map((intent): SessionEvent<S> => ({ type: 'change', session, intent })),
    takeUntil(closed$),
  );
  // Made when it is due: there are thousands of sessions.
  const end$ = defer(() => {
    const lapsed$ = timer(resumeWindowMs, scheduler).pipe(map((): SessionEvent<S> => ({ type: 'lapsed', id })));
    return concat(of<SessionEvent<S>>({ type: 'gone', session }), resumable === true ? lapsed$ : EMPTY);
  });
  return concat(changes$, end$);
}

/** Delivers to one session; its failure ends it, and only it. */
function deliverTo<S extends Session>({ deliver }: Ports<S>, session: S, deliveries$: Observable<Delivery<S>>) {
  return defer(() => deliver(session, deliveries$)).pipe(
    catchError((error: unknown) => {
      session.end(new UndertoneError('internal', `Delivery failed: ${sentenceOf(error)}`, { cause: error }));
      return EMPTY;
    }),
  );
}
