import { mergeMap, reduce, takeUntil, type Observable } from 'rxjs';
import type { Delivery } from '../graph/index.ts';
import type { ClientSession } from './session.ts';

/**
 * Sends a session the deliveries of the graph. Completes when the last one has left, or when the session has closed.
 *
 * @example
 * createGraph({ sessions$, deliver, ...ports }, limits)
 */
export function deliver(session: ClientSession, deliveries$: Observable<Delivery<ClientSession>>): Observable<never> {
  return deliveries$.pipe(
    // One operator per delivery: this is the hottest path of a large fan-out.
    reduce<Delivery<ClientSession>, undefined>((_, delivery) => {
      session.deliver(delivery);
      return undefined;
    }, undefined),
    mergeMap(() => session.drained$),
    takeUntil(session.closed$),
  );
}
