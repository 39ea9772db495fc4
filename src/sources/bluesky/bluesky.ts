import {
  concatMap,
  defer,
  finalize,
  ignoreElements,
  interval,
  merge,
  of,
  retry,
  tap,
  throwError,
  type MonoTypeOperatorFunction,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import type { Source } from '../../graph/index.ts';
import type { Cursors } from '../cursors.ts';
import { openWebSocket } from '../net/web-socket.ts';
import { asFailure } from '../supervisor/failure.ts';
import { superviseSource, type Connect } from '../supervisor/supervise.ts';
import { createEndpoints, refusalOf, streamUrl } from './endpoints.ts';
import type { PostOptions } from './post.ts';
import { Reader } from './reader.ts';
import { readCursor } from './resume.ts';

export interface BlueskyOptions {
  readonly name: string;
  /** A server of one's own, `wss://HOST`; without it the public ones are used. */
  readonly base?: string | undefined;
  /** Whether a declared language is wanted: of several, the first that is stands for the post. */
  readonly wants: PostOptions['wants'];
  readonly cursors: Cursors;
  readonly flowing$: Observable<boolean>;
  readonly random: () => number;
  readonly scheduler: SchedulerLike;
}

// The public stream brings dozens of posts a second, and a server sends a ping every 30 s.
const silenceMs = 45_000;
// A record has at most 3,000 bytes of text; the rest are facets and embeds.
const maxFrameBytes = 2_097_152;
const keepCursorMs = 1_000;

/**
 * The posts of Bluesky's network by Jetstream: all of them, for it can't filter by words. Reads on from its cursor after
 * an interruption, also one of the program itself, and waits when the graph is behind.
 */
export function createBluesky(options: BlueskyOptions): Source {
  const { name, base, wants, cursors, flowing$, random, scheduler } = options;
  const key = `bluesky ${base ?? 'public'}`;
  // Only the first course of a run goes on where an earlier run ended: later ones begin because nobody wanted anything.
  let begun = false;
  const begin = (): Connect => {
    const endpoints = createEndpoints(base);
    const reader = new Reader({ source: name, wants, away: begun ? undefined : readCursor(cursors, key), scheduler });
    let opened = false;
    const connect$ = defer(() => {
      const endpoint = endpoints.current();
      const url = streamUrl(endpoint, reader.start(endpoint));
      opened = false;
      return openWebSocket({
        url,
        maxFrameBytes,
        refused: (answer) =>
          answer.body.includes('CursorTooOld') ? reader.losePlace() : refusalOf(endpoint, answer, scheduler.now()),
        flowing$,
        scheduler,
      });
    });
    const signals$ = connect$.pipe(
      tap(({ type }) => {
        opened = true;
        begun ||= type === 'text';
      }),
      concatMap((event) => reader.read(event)),
      retry({
        delay: (error: unknown) => {
          const other = !opened && endpoints.turn(error);
          return other ? of('at once') : throwError(() => asFailure(error));
        },
      }),
      keepCursor(() => reader.last, { cursors, key, scheduler }),
    );
    return () => signals$;
  };
  const host = base === undefined ? 'Bluesky' : new URL(base).host;
  return superviseSource({ name, host, begin, silenceMs, flowing$, random, scheduler });
}

interface KeepOptions {
  readonly cursors: Cursors;
  readonly key: string;
  readonly scheduler: SchedulerLike;
}

/** Writes a cursor down every second in which it has moved, and when the source is left. */
function keepCursor<T>(read: () => unknown, { cursors, key, scheduler }: KeepOptions): MonoTypeOperatorFunction<T> {
  return (source$) =>
    defer(() => {
      let kept = read();
      const keep = (): void => {
        const cursor = read();
        if (cursor === kept) return;
        kept = cursor;
        cursors.write(key, JSON.stringify(cursor));
      };
      return merge(source$, interval(keepCursorMs, scheduler).pipe(tap(keep), ignoreElements())).pipe(finalize(keep));
    });
}
