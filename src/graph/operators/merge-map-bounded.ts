import { defer, EMPTY, filter, from, mergeMap, of, repeat, type ObservableInput, type OperatorFunction } from 'rxjs';

/** Values that wait for their turn, in bounded number. */
export interface WaitingQueue<T> {
  /** Adds a value. A queue that is full sheds one. */
  readonly push: (value: T) => void;
  /** Removes the value whose turn it is and returns it; undefined when none waits. */
  readonly shift: () => T | undefined;
}

export interface MergeMapBoundedOptions<T> {
  /** The most inner observables at a time. */
  readonly concurrency: number;
  /** Creates the queue of one subscription. */
  readonly createQueue: () => WaitingQueue<T>;
}

/**
 * `mergeMap` with a bounded queue (its own has no bound): values beyond the concurrency wait in a queue that decides which
 * of them to shed.
 *
 * @example
 * batches$.pipe(mergeMapBounded(score, { concurrency: 4, createQueue: () => new PoolQueue(options) }));
 */
export function mergeMapBounded<T extends object | string, R>(
  project: (value: T) => ObservableInput<R>,
  { concurrency, createQueue }: MergeMapBoundedOptions<T>,
): OperatorFunction<T, R> {
  return (source$) =>
    defer(() => {
      const queue = createQueue();
      let active = 0;
      /** Projects a value, and after it those that wait, one after the other. */
      const projectFrom = (value: T) => {
        let next = value;
        return defer(() => from(project(next))).pipe(
          repeat({
            delay: () => {
              const waiting = queue.shift();
              if (waiting === undefined) active -= 1;
              else next = waiting;
              return waiting === undefined ? EMPTY : of(waiting);
            },
          }),
        );
      };
      return source$.pipe(
        filter((value) => {
          const isFree = active < concurrency;
          if (isFree) active += 1;
          else queue.push(value);
          return isFree;
        }),
        mergeMap(projectFrom),
      );
    });
}
