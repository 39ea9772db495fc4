import { concat, ignoreElements, takeUntil, tap, type Observable } from 'rxjs';
import type { Delivery } from '../graph/index.ts';
import type { ClientSession } from './session.ts';

/** Hands a session what the graph has for it, and completes when the last of it has left or the session has gone. */
export function deliver(session: ClientSession, deliveries$: Observable<Delivery<ClientSession>>): Observable<never> {
  const taken$ = deliveries$.pipe(tap(session.take), ignoreElements());
  return concat(taken$, session.drained$).pipe(takeUntil(session.closed$));
}
