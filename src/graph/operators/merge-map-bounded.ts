import { defer, filter, from, mergeMap, tap, type ObservableInput, type OperatorFunction } from 'rxjs';

export interface MergeMapBoundedOptions<T> {
  /** The most inner observables at a time. */
  readonly concurrency: number;
  /** The most weight that may wait. 0 lets nothing wait; Infinity sets no bound. */
  readonly maxWaiting: number;
  readonly weigh: (value: T) => number;
  /** Called with each value that was dropped because too much was waiting. */
  readonly onShed: (value: T) => void;
}

/**
 * `mergeMap` with a bounded queue (its own has no bound): a value that would exceed the bound is shed, and those already
 * waiting keep their turn.
 *
 * @example
 * batches$.pipe(mergeMapBounded(score, { concurrency: 4, maxWaiting: 20_000, weigh: ({ length }) => length, onShed }));
 */
export function mergeMapBounded<T, R>(
  project: (value: T) => ObservableInput<R>,
  { concurrency, maxWaiting, weigh, onShed }: MergeMapBoundedOptions<T>,
): OperatorFunction<T, R> {
  return (source$) =>
    defer(() => {
      let active = 0;
      let waiting = 0;
      const hasRoomFor = (value: T): boolean => active < concurrency || waiting + weigh(value) <= maxWaiting;
      return source$.pipe(
        filter((value) => {
          const isAccepted = hasRoomFor(value);
          if (isAccepted) waiting += weigh(value);
          else onShed(value);
          return isAccepted;
        }),
        mergeMap((value) => {
          waiting -= weigh(value);
          active += 1;
          return from(project(value)).pipe(tap({ complete: () => (active -= 1) }));
        }, concurrency),
      );
    });
}
