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
 * A projection for `mergeMap` whose observables run at the same time, and whose values come in the order in which they
 * were begun, as `concatMap` has them: each keeps its place until it is its turn, so that what is held back is bounded by
 * the concurrency. One for each subscription.
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
