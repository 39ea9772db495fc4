import { takeUntil, type Observable } from 'rxjs';
import { consume, type Delivery, type Session } from '../graph/index.ts';

/** A session that takes its deliveries one by one: of a client, or an alert. */
export interface DeliveredSession extends Session {
  deliver(delivery: Delivery): void;
  readonly drained$: Observable<never>;
}

/**
 * Sends a session the deliveries of the graph, which complete when the session closes. Completes after them, when the last
 * one has left or the session has closed.
 *
 * @example
 * createGraph({ sessions$, deliver, ...ports }, limits)
 */
export function deliver<S extends DeliveredSession>(
  session: S,
  deliveries$: Observable<Delivery<S>>,
): Observable<never> {
  return deliveries$.pipe(
    consume({
      each: (delivery) => {
        session.deliver(delivery);
      },
      then: () => session.drained$.pipe(takeUntil(session.closed$)),
    }),
  );
}
