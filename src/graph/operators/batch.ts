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
  /** The most values in a batch. 1 makes every value its own batch. */
  readonly maxCount: number;
  /** The longest time that the first value of a batch waits, in ms. 0 waits for the end of the turn. */
  readonly maxWaitMs: number;
  /** Whether a worker is idle: then a batch does not wait to fill. Emits at once when it is subscribed to. */
  readonly idle$: Observable<boolean>;
  readonly scheduler: SchedulerLike;
}

/**
 * Gathers values into batches that are emitted when they are full, when their first value has waited long enough, or at
 * once while a worker is idle: small batches without delay under little load, large ones under much. The last batch is
 * emitted when the source completes.
 *
 * @example
 * posts$.pipe(batch({ maxCount: 256, maxWaitMs: 5, idle$: pool.idle$, scheduler: asyncScheduler }));
 */
export function batch<T>({ maxCount, maxWaitMs, idle$, scheduler }: BatchOptions): OperatorFunction<T, readonly T[]> {
  return (source$) =>
    defer(() => {
      let size = 0;
      let idle = false;
      const full = (values$: Observable<T>) => values$.pipe(filter(() => size >= maxCount || idle));
      const idled$ = idle$.pipe(
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
        // `buffer` subscribes its source before its notifier, so a value is in its batch before it can close it.
        connect((values$) => values$.pipe(buffer(merge(idled$, full(values$), overdue(values$))))),
        filter((values) => values.length > 0),
        tap(() => (size = 0)),
      );
    });
}
