import { debounce, defer, tap, timer, type MonoTypeOperatorFunction, type SchedulerLike } from 'rxjs';

export interface DebounceMaxWaitOptions {
  /** How long nothing new must come before the latest value goes out, in ms. 0 waits for the end of the turn. */
  readonly quietMs: number;
  /** How long a value may be held back at most while new ones keep coming, in ms. Infinity sets no bound. */
  readonly maxWaitMs: number;
  readonly scheduler: SchedulerLike;
}

/** `debounceTime` with a maximum wait, so that a source that never falls silent settles too. */
export function debounceMaxWait<T>({
  quietMs,
  maxWaitMs,
  scheduler,
}: DebounceMaxWaitOptions): MonoTypeOperatorFunction<T> {
  return (source$) =>
    defer(() => {
      let deadline: number | undefined;
      return source$.pipe(
        debounce(() => {
          deadline ??= scheduler.now() + maxWaitMs;
          return timer(Math.max(0, Math.min(quietMs, deadline - scheduler.now())), scheduler);
        }),
        tap(() => {
          deadline = undefined;
        }),
      );
    });
}
