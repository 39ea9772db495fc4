import {
  concat,
  EMPTY,
  map,
  mergeMap,
  NEVER,
  of,
  takeUntil,
  timer,
  type Observable,
  type OperatorFunction,
  type SchedulerLike,
} from 'rxjs';
import { mapUntil } from './operators/index.ts';
import type { Session } from './ports.ts';
import type { SessionEvent } from './registry.ts';

export interface SessionEventsOptions {
  /** No session is taken after its first emission. */
  readonly stop$: Observable<unknown>;
  readonly resumeWindowMs: number;
  readonly scheduler: SchedulerLike;
}

/**
 * Emits the events of each session: its intents; `closed`; and, for a session that may resume, `expired` after its resume
 * window. Does not complete before `stop$` has emitted, even when no further session can come.
 *
 * @example
 * sessions$.pipe(sessionEvents({ stop$, resumeWindowMs: 30_000, scheduler: asyncScheduler }));
 */
export function sessionEvents<S extends Session>({
  stop$,
  resumeWindowMs,
  scheduler,
}: SessionEventsOptions): OperatorFunction<S, SessionEvent<S>> {
  const afterwards = ({ id: sessionId, resumable }: S): Observable<SessionEvent<S>> =>
    resumable === true ? timer(resumeWindowMs, scheduler).pipe(map(() => ({ type: 'expired', sessionId }))) : EMPTY;
  const eventsOf = (session: S): Observable<SessionEvent<S>> =>
    session.intents$.pipe(
      mapUntil({
        project: (intent): SessionEvent<S> => ({ type: 'intent', session, intent }),
        until$: session.closed$,
        then: () => concat(of<SessionEvent<S>>({ type: 'closed', session }), afterwards(session)),
      }),
    );
  return (sessions$) => {
    const admitted$ = concat(sessions$, NEVER).pipe(takeUntil(stop$));
    return admitted$.pipe(mergeMap(eventsOf));
  };
}
