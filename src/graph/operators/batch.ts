import {
  buffer,
  connect,
  defer,
  filter,
  merge,
  switchMap,
  tap,
  timer,
  type Observable,
  type OperatorFunction,
  type SchedulerLike,
} from 'rxjs';

export interface BatchOptions {
  /** Values in a batch at most. 1 makes every value its own batch. */
  readonly maxCount: number;
  /** How long the first value of a batch waits for company at most, in ms. 0 waits for the end of the turn. */
  readonly maxWaitMs: number;
  /** Whether someone waits for work: then nothing is held back. Says so at once when it is subscribed to. */
  readonly idle$: Observable<boolean>;
  readonly scheduler: SchedulerLike;
}

/**
 * Gathers values into batches that go out when they are full, when their first value has waited long enough, or at
 * once when someone is idle: small batches and no delay under little load, large ones under much. What is left goes
 * out when the source completes.
 */
export function batch<T>({ maxCount, maxWaitMs, idle$, scheduler }: BatchOptions): OperatorFunction<T, readonly T[]> {
  return (source$) =>
    defer(() => {
      let size = 0;
      let idle = false;
      const full = (values$: Observable<T>) => values$.pipe(filter(() => size >= maxCount || idle));
      const hungry$ = idle$.pipe(
        tap((now) => (idle = now)),
        filter((now) => now),
      );
      const overdue = (values$: Observable<T>) =>
        values$.pipe(
          filter(() => size === 1),
          switchMap(() => timer(maxWaitMs, scheduler)),
        );
      return source$.pipe(
        tap(() => (size += 1)),
        // The order matters: a value is in its batch before it is asked whether that batch is due.
        connect((values$) => values$.pipe(buffer(merge(hungry$, full(values$), overdue(values$))))),
        filter((values) => values.length > 0),
        tap(() => (size = 0)),
      );
    });
}
