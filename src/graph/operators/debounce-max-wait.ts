import { debounce, defer, tap, timer, type MonoTypeOperatorFunction, type SchedulerLike } from 'rxjs';
import { createSteadyClock } from '../../model/index.ts';

export interface DebounceMaxWaitOptions {
  /** The time without a new value after which the latest one is emitted, in ms. 0 waits for the end of the turn. */
  readonly quietMs: number;
  /** The longest time that a value is delayed while new ones keep coming, in ms. Infinity sets no bound. */
  readonly maxWaitMs: number;
  readonly scheduler: SchedulerLike;
}

/**
 * `debounceTime` with a maximum wait, so that a source that never pauses emits too (lodash's `maxWait`).
 *
 * @example
 * changes$.pipe(debounceMaxWait({ quietMs: 250, maxWaitMs: 2_000, scheduler: asyncScheduler }));
 */
export function debounceMaxWait<T>({
  quietMs,
  maxWaitMs,
  scheduler,
}: DebounceMaxWaitOptions): MonoTypeOperatorFunction<T> {
  return (source$) =>
    defer(() => {
      const now = createSteadyClock(() => scheduler.now());
      let deadline: number | undefined;
      return source$.pipe(
        debounce(() => {
          deadline ??= now() + maxWaitMs;
          return timer(Math.max(0, Math.min(quietMs, deadline - now())), scheduler);
        }),
        tap(() => {
          deadline = undefined;
        }),
      );
    });
}
