import { defer, Observable, type OperatorFunction } from 'rxjs';

export interface ConsumeOptions<T> {
  /** Takes a value. When it throws, the result fails. */
  readonly each: (value: T) => void;
  /** Returns what is subscribed to after the last value. */
  readonly then: () => Observable<never>;
}

/**
 * As `concat(source$.pipe(tap(each), ignoreElements()), defer(then))`, with one subscriber, for the hottest path: each
 * delivery to each of thousands of sessions.
 *
 * @example
 * deliveries$.pipe(consume({ each: (delivery) => session.deliver(delivery), then: () => session.drained$ }));
 */
export function consume<T>({ each, then }: ConsumeOptions<T>): OperatorFunction<T, never> {
  return (source$) =>
    new Observable((subscriber) => {
      const fail = (error: unknown): void => {
        subscriber.error(error);
      };
      const complete = (): void => {
        defer(then).subscribe(subscriber);
      };
      return source$.subscribe({
        next: (value) => {
          try {
            each(value);
          } catch (error) {
            fail(error);
          }
        },
        error: fail,
        complete,
      });
    });
}
