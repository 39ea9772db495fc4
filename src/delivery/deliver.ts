import { mergeMap, reduce, takeUntil, type Observable } from 'rxjs';
import type { Delivery, Session } from '../graph/index.ts';

/** A session that takes its deliveries one by one: of a client, or an alert. */
export interface DeliveredSession extends Session {
  deliver(delivery: Delivery): void;
  readonly drained$: Observable<never>;
}

/**
 * Sends a session the deliveries of the graph. Completes when the last one has left, or when the session has closed.
 *
 * @example
 * createGraph({ sessions$, deliver, ...ports }, limits)
 */
export function deliver<S extends DeliveredSession>(
  session: S,
  deliveries$: Observable<Delivery<S>>,
): Observable<never> {
  return deliveries$.pipe(
    // One operator per delivery: this is the hottest path of a large fan-out.
    reduce<Delivery<S>, undefined>((_, delivery) => {
      session.deliver(delivery);
      return undefined;
    }, undefined),
    mergeMap(() => session.drained$),
    takeUntil(session.closed$),
  );
}
