import { concat, ignoreElements, Observable, takeUntil, tap } from 'rxjs';
import type { Delivery, ScoredPost } from '../graph/index.ts';
import { encodeResult } from '../protocol/index.ts';
import type { ClientSession } from './session.ts';

/** Puts a session's results into its outbox, and completes when the last of them has left or the session has gone. */
export function deliver(session: ClientSession, deliveries$: Observable<Delivery<ClientSession>>): Observable<never> {
  const offered$ = deliveries$.pipe(
    tap(({ result }) => {
      session.outbox.offer(encodeOnce(result), 1);
    }),
    ignoreElements(),
  );
  const drained$ = new Observable<never>((subscriber) =>
    session.outbox.whenDrained(() => {
      subscriber.complete();
    }),
  );
  return concat(offered$, drained$).pipe(takeUntil(session.closed$));
}

const encoded = new WeakMap<ScoredPost, Uint8Array>();

/** The frame of a result: encoded once, however many sessions get it. */
function encodeOnce(result: ScoredPost): Uint8Array {
  const known = encoded.get(result);
  if (known !== undefined) return known;
  const frame = Buffer.from(encodeResult(result));
  encoded.set(result, frame);
  return frame;
}
