import {
  BehaviorSubject,
  defer,
  delayWhen,
  first,
  from,
  mergeAll,
  tap,
  toArray,
  type Observable,
  type ObservableInput,
} from 'rxjs';

/**
 * Returns a projection for `mergeMap` whose observables run at the same time and whose values come in the order of
 * `concatMap` (RxJava's `concatMapEager`). Values wait until it is their turn; the concurrency of `mergeMap` bounds how
 * many. One projection for each subscription.
 *
 * @example
 * defer(() => batches$.pipe(mergeMap(concatMapEager(score), 4)));
 */
export function concatMapEager<T, R>(project: (value: T) => ObservableInput<R>): (value: T) => Observable<R> {
  const turn$ = new BehaviorSubject(0);
  let begun = 0;
  return (value) =>
    defer(() => {
      const own = begun;
      begun += 1;
      return from(project(value)).pipe(
        toArray(),
        delayWhen(() => turn$.pipe(first((turn) => turn === own))),
        mergeAll(),
        tap({
          complete: () => {
            turn$.next(own + 1);
          },
        }),
      );
    });
}
