import { catchError, defer, EMPTY, type BasicGroupByOptions, type Observable } from 'rxjs';
import { sentenceOf, UndertoneError } from '../model/index.ts';
import { UnicastSubject } from './operators/index.ts';
import type { Delivery, Ports, Session } from './ports.ts';

/** Returns how `groupBy` groups deliveries by session: a group lasts until its session closes. */
export const groupsOfSessions = <S extends Session>(): BasicGroupByOptions<S, Delivery<S>> => ({
  connector: () => new UnicastSubject(),
  duration: ({ key: session }) => session.closed$,
});

/** Delivers to one session. A failure ends that session and no other. */
export function deliverTo<S extends Session>(
  session: S,
  deliveries$: Observable<Delivery<S>>,
  deliver: Ports<S>['deliver'],
): Observable<never> {
  return defer(() => deliver(session, deliveries$)).pipe(
    catchError((error: unknown) => {
      session.end(new UndertoneError('internal', `Delivery failed: ${sentenceOf(error)}`, { cause: error }));
      return EMPTY;
    }),
  );
}
