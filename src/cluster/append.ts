import { catchError, defer, mergeMap, of, throwError, timer, type Observable, type SchedulerLike } from 'rxjs';
import { LogFailure, type Log, type NewMessage } from './log.ts';

export interface AppendOptions {
  readonly log: Pick<Log, 'append' | 'last'>;
  readonly scheduler: SchedulerLike;
}

/** The time between two tries, in ms. */
const retryMs = 250;

/**
 * Appends a message and learns for certain whether that was done: after a failure it reads the last message of the source
 * back, and sends the same message again while nothing has come. Emits the number of the message. Errors with a
 * `LogFailure` that is `refused` when another message is there, which is how a deposed leader learns of it. It tries for
 * as long as it is subscribed to.
 *
 * Whether the answer to a repeated message is that it is a duplicate depends on the number of servers, so no answer but
 * success is believed.
 *
 * @example
 * appendSurely(message, 41, { log, scheduler: asyncScheduler });
 */
export function appendSurely(message: NewMessage, expected: number, options: AppendOptions): Observable<number> {
  const { log, scheduler } = options;
  const later = (next: () => Observable<number>): Observable<number> => timer(retryMs, scheduler).pipe(mergeMap(next));
  const append = (): Observable<number> => log.append(message, expected).pipe(catchError(() => readBack()));
  const readBack = (): Observable<number> =>
    log.last(message.source).pipe(
      mergeMap((last) => {
        if (last?.id === message.id) return of(last.sequence);
        if ((last?.sequence ?? 0) === expected) return later(append);
        return throwError(() => new LogFailure('refused', `Another node leads ${message.source} now.`));
      }),
      catchError((error: unknown) => {
        if (error instanceof LogFailure && error.kind === 'refused') throw error;
        return later(readBack);
      }),
    );
  return defer(append);
}
