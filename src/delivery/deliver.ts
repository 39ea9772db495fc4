import { mergeMap, reduce, takeUntil, type Observable } from 'rxjs';
import type { Delivery } from '../graph/index.ts';
import type { ClientSession } from './session.ts';

/** Hands a session what the graph has for it, and completes when the last of it has left or the session has gone. */
export function deliver(session: ClientSession, deliveries$: Observable<Delivery<ClientSession>>): Observable<never> {
  return deliveries$.pipe(
    // One step for each delivery, whatever follows: there are many of them.
    reduce<Delivery<ClientSession>, undefined>((_, delivery) => {
      session.take(delivery);
      return undefined;
    }, undefined),
    mergeMap(() => session.drained$),
    takeUntil(session.closed$),
  );
}
