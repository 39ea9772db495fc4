import {
  concat,
  concatMap,
  defer,
  ignoreElements,
  of,
  timer,
  type MonoTypeOperatorFunction,
  type SchedulerLike,
} from 'rxjs';

export interface YieldEveryOptions {
  /** The values that are emitted before each pause; at most so many are emitted in one turn. */
  readonly count: number;
  readonly scheduler: SchedulerLike;
}

/**
 * Pauses after every `count` values until the event loop has had a turn, so that the work of many values that come at once
 * delays nothing else for long. Later values wait in their order, without a bound: the source should emit nothing
 * again that still waits.
 *
 * @example
 * due$.pipe(yieldEvery({ count: 32, scheduler: asyncScheduler }), mergeMap(emitSummaries));
 */
export function yieldEvery<T>({ count, scheduler }: YieldEveryOptions): MonoTypeOperatorFunction<T> {
  return (source$) =>
    defer(() => {
      let emitted = 0;
      // It begins after the work of the value before it: else it could be over before the loop has had its turn.
      const nextTurn$ = timer(0, scheduler).pipe(ignoreElements());
      return source$.pipe(
        concatMap((value) => {
          emitted = (emitted + 1) % count;
          return emitted === 0 ? concat(of(value), nextTurn$) : of(value);
        }),
      );
    });
}
