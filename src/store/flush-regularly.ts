import {
  catchError,
  concat,
  defer,
  EMPTY,
  exhaustMap,
  finalize,
  ignoreElements,
  merge,
  Subject,
  switchMap,
  takeUntil,
  tap,
  timer,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import { isTransient, rethrow } from './failures.ts';

export interface FlushOptions<T> {
  /** Called with each event. */
  readonly receive: (event: T) => void;
  /** Writes what has been received; errors when that fails. */
  readonly flush: () => Observable<unknown>;
  /** Emits once the store is open. */
  readonly opened$: Observable<unknown>;
  readonly scheduler: SchedulerLike;
  /** The time between two flushes, in ms. */
  readonly flushMs: number;
}

/**
 * Receives events until they complete, flushes at intervals meanwhile, and once more at the end. After a transient failure the
 * next flush tries again. Completes when the last flush has succeeded or failed.
 * @example flushRegularly(reports$, { receive, flush: () => from(write()), opened$, scheduler, flushMs: 1_000 });
 */
export function flushRegularly<T>(
  events$: Observable<T>,
  { receive, flush, opened$, scheduler, flushMs }: FlushOptions<T>,
): Observable<never> {
  return defer(() => {
    const done$ = new Subject<void>();
    const received$ = events$.pipe(
      tap(receive),
      finalize(() => {
        done$.next();
      }),
    );
    const attempt$ = defer(flush).pipe(catchError((error: unknown) => (isTransient(error) ? EMPTY : rethrow(error))));
    const flushes$ = opened$.pipe(
      switchMap(() => timer(flushMs, flushMs, scheduler)),
      exhaustMap(() => attempt$),
      takeUntil(done$),
    );
    return concat(merge(received$, flushes$), attempt$).pipe(ignoreElements());
  });
}
