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
import { isRecord } from '../../model/index.ts';
import type { Cursors } from '../cursors.ts';
import { openWebSocket } from '../net/web-socket.ts';
import { asFailure, UpstreamFailure } from '../supervisor/failure.ts';
import { superviseSource, type Connect } from '../supervisor/supervise.ts';
import { deadline } from '../supervisor/deadline.ts';
import { watchdog } from '../supervisor/watchdog.ts';
import {
  createEndpoints,
  endpointsOf,
  maxFrameBytes,
  publicEndpoints,
  refusalOf,
  streamUrl,
  type Endpoint,
} from './endpoints.ts';
import type { PostOptions } from './post.ts';
import { Reader } from './reader.ts';
import { readCursor } from './resume.ts';

export interface BlueskyOptions {
  readonly name: string;
  /** A server of one's own, `wss://HOST`; without it the public ones are used. */
  readonly base?: string | undefined;
  /** The servers to be used without `base`, in turn. Default: the public ones. */
  readonly servers?: readonly Endpoint[];
  /** Whether a declared language is wanted: of several, the first that is stands for the post. */
  readonly wants: PostOptions['wants'];
  readonly cursors: Cursors;
  readonly canAccept$: Observable<boolean>;
  readonly random: () => number;
  readonly scheduler: SchedulerLike;
}

// The public stream brings dozens of posts a second, and a server sends a ping every 30 s.
const silenceMs = 45_000;
const keepCursorMs = 1_000;

/**
 * The posts of Bluesky's network by Jetstream: all of them, for it can't filter by words. Reads on from its cursor after
 * an interruption, also one of the program itself, and waits when the graph is behind.
 */
export function createBluesky(options: BlueskyOptions): Source {
  const { name, base, servers = publicEndpoints, wants, cursors, canAccept$, random, scheduler } = options;
  const key = `bluesky ${base ?? 'public'}`;
  // Only the first course of a run goes on where an earlier run ended: later ones begin because nobody wanted anything.
  let begun = false;
  const begin = (): Connect => {
    const endpoints = createEndpoints(base === undefined ? servers : endpointsOf(base));
    const reader = new Reader({ source: name, wants, away: begun ? undefined : readCursor(cursors, key), scheduler });
    // Whether the connection has brought anything.
    let heard = false;
    const connect$ = defer(() => {
      const endpoint = endpoints.current();
      const url = streamUrl(endpoint, reader.start(endpoint));
      heard = false;
      return openWebSocket({
        url,
        maxFrameBytes,
        refused: (answer) =>
          answer.body.includes('CursorTooOld') ? reader.losePlace() : refusalOf(endpoint, answer, scheduler.now()),
        canAccept$,
        scheduler,
      }).pipe(
        // Here, and not around all servers: one that says nothing has its turn only once.
        deadline({ host: url.host, scheduler }),
        watchdog({ host: url.host, silenceMs, canAccept$, scheduler }),
      );
    });
    const signals$ = connect$.pipe(
      tap(({ type }) => {
        heard ||= type === 'text';
        begun ||= type === 'text';
      }),
      concatMap((event) => reader.read(event)),
      retry({
        delay: (error: unknown) => {
          if (isUnreadable(error)) reader.stumble();
          const other = !heard && endpoints.turn(error);
          return other ? of('at once') : throwError(() => asFailure(error));
        },
      }),
      keepCursor(() => reader.last, { cursors, key, scheduler }),
    );
    return () => signals$;
  };
  const host = base === undefined ? 'Bluesky' : new URL(base).host;
  const times = { connectMs: Infinity, silenceMs: Infinity };
  return superviseSource({ name, host, begin, ...times, canAccept$, random, scheduler });
}

/** Whether a frame broke the rules of WebSockets, or was too large. */
function isUnreadable(error: unknown): boolean {
  const cause = error instanceof UpstreamFailure ? error.cause : undefined;
  return isRecord(cause) && typeof cause['code'] === 'string' && cause['code'].startsWith('WS_ERR_');
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
