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
import { UpstreamFailure } from './failure.ts';

export interface WatchdogOptions {
  /** Who is watched, as a person is told. */
  readonly host: string;
  /** The longest silence, in ms. Infinity allows any. */
  readonly silenceMs: number;
  /** Whether the connection is read. While it is not, its silence is ours. Says so when it is subscribed to. */
  readonly canAccept$: Observable<boolean>;
  readonly scheduler: SchedulerLike;
}

const over = Symbol('over');

/** Errors with a `network` failure when the source stays silent for too long. One timer for any number of values. */
export function watchdog<T>({ host, silenceMs, canAccept$, scheduler }: WatchdogOptions): MonoTypeOperatorFunction<T> {
  return (source$) =>
    defer(() => {
      let heardAt = scheduler.now();
      let flowing = true;
      const hear = (): void => {
        heardAt = scheduler.now();
      };
      if (silenceMs === Infinity) return source$;
      const bark$ = defer(() => timer(heardAt + silenceMs - scheduler.now(), scheduler)).pipe(
        map(() => {
          if (!flowing) hear();
          if (scheduler.now() - heardAt < silenceMs) return;
          throw new UpstreamFailure('network', `${host} has fallen silent.`);
        }),
        repeat(),
        ignoreElements(),
      );
      const flow$ = canAccept$.pipe(
        tap((now) => {
          flowing = now;
          hear();
        }),
        ignoreElements(),
      );
      return merge(source$.pipe(tap(hear), endWith(over)), flow$, bark$).pipe(
        takeWhile((value): value is T => value !== over),
      );
    });
}
