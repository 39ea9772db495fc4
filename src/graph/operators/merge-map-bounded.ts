import { defer, filter, from, mergeMap, tap, type ObservableInput, type OperatorFunction } from 'rxjs';

export interface MergeMapBoundedOptions<T> {
  /** Inner observables at a time. */
  readonly concurrency: number;
  /** The weight that may wait for a place. 0 lets nothing wait; Infinity bounds nothing. */
  readonly maxWaiting: number;
  readonly weigh: (value: T) => number;
  /** Told of each value that was turned away because too much was waiting. */
  readonly onShed: (value: T) => void;
}

/**
 * `mergeMap` with a bound on what waits for a place (its own queue has none): a value that would pass the bound is
 * turned away and told, the ones already waiting keep their turn.
 */
export function mergeMapBounded<T, R>(
  project: (value: T) => ObservableInput<R>,
  { concurrency, maxWaiting, weigh, onShed }: MergeMapBoundedOptions<T>,
): OperatorFunction<T, R> {
  return (source$) =>
    defer(() => {
      let active = 0;
      let waiting = 0;
      const hasPlace = (value: T): boolean => active < concurrency || waiting + weigh(value) <= maxWaiting;
      const leave = () => (active -= 1);
      return source$.pipe(
        filter((value) => {
          const admitted = hasPlace(value);
          if (admitted) waiting += weigh(value);
          else onShed(value);
          return admitted;
        }),
        mergeMap((value) => {
          waiting -= weigh(value);
          active += 1;
          return from(project(value)).pipe(tap({ complete: leave }));
        }, concurrency),
      );
    });
}
