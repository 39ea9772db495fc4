import { concatMap, defer, tap } from 'rxjs';
import type { Source } from '../../graph/index.ts';
import type { Cursors } from '../cursors.ts';
import { keepCursor } from '../keep-cursor.ts';
import type { LiveSourceContext } from '../define.ts';
import { createEditHistory, type EditHistory } from '../edit-history.ts';
import { isUnreadable, openWebSocket, type SocketEvent } from '../net/web-socket.ts';
import { UpstreamFailure } from '../supervisor/failure.ts';
import { maxMessageBytes } from '../turns.ts';
import { superviseSource, type Signal, type UpstreamSession } from '../supervisor/supervise.ts';
import {
  createEndpoints,
  endpointsOf,
  hostOf,
  publicEndpoints,
  refusalOf,
  streamUrl,
  type Endpoint,
} from './endpoints.ts';
import { decode, type Change } from './frames.ts';
import { idOf, postOf, type PostOptions } from './post.ts';
import { readCursor, ResumeCursor } from './resume-cursor.ts';

export interface BlueskyOptions extends LiveSourceContext {
  /** A server of one's own, `wss://HOST`; without it the public ones are used. */
  readonly base?: string | undefined;
  /** The servers to be used without `base`, in turn. Default: the public ones. */
  readonly servers?: readonly Endpoint[];
  /** Whether a declared language is wanted: of several, the first that is stands for the post. */
  readonly wants: (lang: string) => boolean;
  readonly cursors: Cursors;
}

// The public stream brings dozens of posts a second, and a server sends a ping every 30 s.
const silenceMs = 45_000;
const maxEdits = 10_000;

/**
 * Creates a source of the posts of Bluesky's network by Jetstream: all of them, for it can't filter by words. It resumes
 * from its cursor after an interruption, also one of the program itself, and waits while the graph is behind.
 */
export function createBluesky(options: BlueskyOptions): Source {
  const { name, base, servers = publicEndpoints, wants, cursors, canAccept$, scheduler } = options;
  const key = `bluesky ${base ?? 'public'}`;
  // Only the first session of a run resumes from an earlier run: later ones begin because nothing was asked for.
  let hasReceived = false;
  const edits = createEditHistory(maxEdits);
  const createSession = (): UpstreamSession => {
    const endpoints = createEndpoints(base === undefined ? servers : endpointsOf(base));
    const previous = hasReceived ? undefined : readCursor(cursors, key);
    const cursor = new ResumeCursor({ previous, isExact: cursors.isExact === true, scheduler });
    // Whether the connection has brought anything.
    let received = false;
    const connect$ = defer(() => {
      const endpoint = endpoints.current();
      const reader = createReader({ source: name, wants, endpoint, cursor, edits });
      const url = streamUrl(endpoint, cursor.begin(endpoint));
      received = false;
      return openWebSocket({
        url,
        maxFrameBytes: maxMessageBytes,
        refused: (answer) =>
          answer.body.includes('CursorTooOld') ? cursor.reject() : refusalOf(endpoint, answer, scheduler.now()),
        canAccept$,
        scheduler,
      }).pipe(
        tap({
          next: ({ type }) => {
            received ||= type === 'text';
            hasReceived ||= type === 'text';
          },
          error: (error: unknown) => {
            if (isUnreadable(error)) cursor.unreadable();
          },
        }),
        concatMap(reader),
        keepCursor(() => cursor.last, { cursors, key, scheduler }),
      );
    });
    return {
      connect: () => connect$,
      nextTarget: (failure) => !received && endpoints.failover(failure),
      targetHost: () => hostOf(endpoints.current()),
    };
  };
  const host = base === undefined ? 'Bluesky' : new URL(base).host;
  return superviseSource({ ...options, host, createSession, silenceMs });
}

interface ReaderOptions extends PostOptions {
  readonly endpoint: Endpoint;
  readonly cursor: ResumeCursor;
  readonly edits: EditHistory;
}

/** Creates a function that turns what comes over one socket into signals, and moves the cursor on. */
function createReader({
  source,
  wants,
  endpoint,
  cursor,
  edits,
}: ReaderOptions): (event: SocketEvent) => readonly Signal[] {
  const invalid: Signal = { type: 'counted', source, outcome: 'invalid', count: 1 };
  const deletionOf = (id: string): Signal => ({ type: 'delete', source, id });
  const signalsOf = (change: Change | undefined): readonly Signal[] => {
    switch (change?.type) {
      case undefined:
        return [{ type: 'alive' }];
      case 'account-ended':
      case 'account-restored':
        return [{ type: change.type, source, author: change.did }];
      case 'delete':
        return edits.idsOf(idOf(change.did, change.rkey)).map(deletionOf);
      case 'create':
      case 'update': {
        const post = postOf(change.post, { source, wants });
        if (post === undefined) return [invalid];
        if (change.type === 'create') return [{ type: 'post', post }];
        const before = edits.idsOf(post.id);
        const id = edits.idOf({ id: post.id, text: post.text, next: `${post.id}~${post.createdAt ?? post.at}` });
        const replaced = before.includes(id) ? [] : before;
        return [...replaced.map(deletionOf), { type: 'post', post: { ...post, id } }];
      }
    }
  };
  return (event) => {
    if (event.type === 'open') return [{ type: 'live' }, ...cursor.opened()];
    const frame = decode(event, endpoint.wire);
    switch (frame.type) {
      case 'event':
        return [...cursor.advance(frame.position), ...signalsOf(frame.change)];
      case 'outdated':
        cursor.outdated();
        return [{ type: 'alive' }];
      case 'unknown':
        return [{ type: 'alive' }];
      case 'invalid':
        return [invalid];
      case 'error': {
        const { code, message } = frame;
        if (code.includes('Cursor')) throw cursor.reject();
        throw new UpstreamFailure('network', `${hostOf(endpoint)} ended the stream: ${code} ${message}`.trimEnd());
      }
    }
  };
}
