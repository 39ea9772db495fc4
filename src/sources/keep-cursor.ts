import {
  defer,
  finalize,
  ignoreElements,
  interval,
  merge,
  tap,
  type MonoTypeOperatorFunction,
  type SchedulerLike,
} from 'rxjs';
import type { Cursors } from './cursors.ts';

const keepCursorMs = 1_000;

export interface KeepOptions {
  readonly cursors: Cursors;
  readonly key: string;
  readonly scheduler: SchedulerLike;
}

/** Keeps a cursor every second in which it has moved, and when the connection ends; or, where that is exact, with each event. */
export function keepCursor<T>(
  read: () => unknown,
  { cursors, key, scheduler }: KeepOptions,
): MonoTypeOperatorFunction<T> {
  return (source$) =>
    defer(() => {
      let kept = read();
      const keep = (): void => {
        const cursor = read();
        if (cursor === kept) return;
        kept = cursor;
        cursors.write(key, JSON.stringify(cursor));
      };
      // The cursor that is kept with an event must include it, so it is written before the event goes on.
      if (cursors.isExact === true) return source$.pipe(tap(keep));
      return merge(source$, interval(keepCursorMs, scheduler).pipe(tap(keep), ignoreElements())).pipe(finalize(keep));
    });
}
