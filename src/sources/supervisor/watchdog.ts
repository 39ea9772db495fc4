import {
  defer,
  endWith,
  ignoreElements,
  map,
  merge,
  repeat,
  takeWhile,
  tap,
  timer,
  type MonoTypeOperatorFunction,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import { createSteadyClock } from '../../model/index.ts';
import { UpstreamFailure } from './failure.ts';

export interface WatchdogOptions {
  /** The host that is watched, for the sentence. */
  readonly host: string;
  /** The longest silence, in ms. Infinity allows any. */
  readonly silenceMs: number;
  /** Emits whether the connection is read, as soon as it is subscribed to. While it is not, its silence is ours. */
  readonly canAccept$: Observable<boolean>;
  readonly scheduler: SchedulerLike;
}

const completed = Symbol('completed');

/**
 * Errors with a `network` failure when the source stays silent for too long. Uses one timer for any number of values.
 * @example socket$.pipe(watchdog({ host: 'example.com', silenceMs: 45_000, canAccept$, scheduler }))
 */
export function watchdog<T>({ host, silenceMs, canAccept$, scheduler }: WatchdogOptions): MonoTypeOperatorFunction<T> {
  return (source$) =>
    defer(() => {
      if (silenceMs === Infinity) return source$;
      const now = createSteadyClock(() => scheduler.now());
      let aliveAt = now();
      let isRead = true;
      const renew = (): void => {
        aliveAt = now();
      };
      const timeout$ = defer(() => timer(aliveAt + silenceMs - now(), scheduler)).pipe(
        map(() => {
          if (!isRead) renew();
          if (now() - aliveAt < silenceMs) return;
          throw new UpstreamFailure('network', `${host} has fallen silent.`);
        }),
        repeat(),
        ignoreElements(),
      );
      const reading$ = canAccept$.pipe(
        tap((canAccept) => {
          isRead = canAccept;
          renew();
        }),
        ignoreElements(),
      );
      return merge(source$.pipe(tap(renew), endWith(completed)), reading$, timeout$).pipe(
        takeWhile((value): value is T => value !== completed),
      );
    });
}
