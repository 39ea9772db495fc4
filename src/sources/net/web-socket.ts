import type { IncomingMessage } from 'node:http';
import { ignoreElements, merge, mergeMap, Observable, of, tap, type SchedulerLike } from 'rxjs';
import { WebSocket } from 'ws';
import { isRecord, isString } from '../../model/index.ts';
import { agentFor } from '../../node/own-connection.ts';
import { UpstreamFailure } from '../supervisor/failure.ts';
import { reasonOf } from './reason.ts';

/** The other end of an open socket, for upstreams that want to be asked. */
export interface SocketPeer {
  readonly send: (text: string) => void;
  /** Asks for a sign of life, which comes as a `ping`. */
  readonly ping: () => void;
}

/** An event of a socket: its opening, a frame, a ping or the answer to one. */
export type SocketEvent =
  | { readonly type: 'open'; readonly peer: SocketPeer }
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'binary' }
  | { readonly type: 'ping' };

/** The answer to a handshake that was refused. */
export interface HandshakeAnswer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  /** At most 4 KiB of it. */
  readonly body: string;
}

export interface WebSocketOptions {
  readonly url: URL;
  readonly maxFrameBytes: number;
  /** Returns the failure that a refused handshake means. */
  readonly refused: (answer: HandshakeAnswer) => Error;
  /** Emits whether the socket is read, as soon as it is subscribed to. */
  readonly canAccept$: Observable<boolean>;
  readonly scheduler: SchedulerLike;
}

const maxBodyLength = 4_096;
// How long a server may take to answer our close frame.
const closeMs = 1_000;

/**
 * Opens a WebSocket: connects when it is subscribed to and closes when it is unsubscribed (with a close frame, then by
 * force). Never completes: the end of the connection is an error.
 * @example openWebSocket({ url, maxFrameBytes: 65_536, refused, canAccept$: of(true), scheduler })
 */
export function openWebSocket(options: WebSocketOptions): Observable<SocketEvent> {
  const { canAccept$ } = options;
  return connectSocket(options).pipe(
    mergeMap((event) =>
      'socket' in event
        ? merge(of({ type: 'open' as const, peer: peerOf(event.socket) }), pausing(event.socket, canAccept$))
        : of(event),
    ),
  );
}

/** Sends only while the socket is open: its end is an event of its own. */
function peerOf(socket: WebSocket): SocketPeer {
  const isOpen = (): boolean => socket.readyState === WebSocket.OPEN;
  return {
    send: (text) => {
      if (isOpen()) socket.send(text);
    },
    ping: () => {
      if (isOpen()) socket.ping();
    },
  };
}

/** Returns whether a socket has failed because a frame broke the rules of WebSockets, or was too large. */
export function isUnreadable(error: unknown): boolean {
  const cause = error instanceof UpstreamFailure ? error.cause : undefined;
  return isRecord(cause) && isString(cause['code']) && cause['code'].startsWith('WS_ERR_');
}

/** Pauses the socket while the graph is behind, so that the kernel's buffers fill and upstream waits. */
function pausing(socket: WebSocket, canAccept$: Observable<boolean>): Observable<never> {
  return canAccept$.pipe(
    tap((canAccept) => {
      if (canAccept) socket.resume();
      else socket.pause();
    }),
    ignoreElements(),
  );
}

function connectSocket(options: WebSocketOptions): Observable<SocketEvent | { readonly socket: WebSocket }> {
  const { url, maxFrameBytes, refused, scheduler } = options;
  return new Observable((subscriber) => {
    const fail = (sentence: string, cause?: unknown): void => {
      subscriber.error(new UpstreamFailure('network', sentence, { cause }));
    };
    const socket = new WebSocket(url, {
      agent: agentFor(url) || undefined,
      perMessageDeflate: false,
      maxPayload: maxFrameBytes,
      // A flood of frames would be handled in one turn of the event loop.
      allowSynchronousEvents: false,
      headers: { 'User-Agent': 'undertone' },
    });
    let opened = false;
    socket.on('open', () => {
      opened = true;
      subscriber.next({ socket });
    });
    socket.on('message', (data, isBinary) => {
      subscriber.next(
        isBinary || !Buffer.isBuffer(data) ? { type: 'binary' } : { type: 'text', text: data.toString() },
      );
    });
    for (const type of ['ping', 'pong']) {
      socket.on(type, () => {
        subscriber.next({ type: 'ping' });
      });
    }
    socket.on('error', (error) => {
      fail(`${url.host} ${opened ? 'broke the connection' : "can't be reached"}: ${reasonOf(error)}.`, error);
    });
    socket.on('close', (code, reason) => {
      const text = reason.toString().replaceAll(/[\p{Cc}\s]+/gu, ' ');
      fail(`${url.host} closed the connection (${code}${text === '' ? '' : `, ${text}`}).`);
    });
    socket.on('unexpected-response', (_request, response) => {
      let body = '';
      const answer = (): void => {
        subscriber.error(refused({ status: response.statusCode ?? 0, headers: response.headers, body }));
      };
      response.setEncoding('utf8').on('data', (part: string) => {
        body += part.slice(0, maxBodyLength - body.length);
      });
      response.on('error', () => undefined).once('close', answer);
    });
    return () => {
      if (opened) end(socket, scheduler);
      else socket.terminate();
    };
  });
}

function end(socket: WebSocket, scheduler: SchedulerLike): void {
  if (socket.readyState === WebSocket.CLOSED) return;
  // A socket that is not read would never see the answer to our close frame.
  socket.removeAllListeners('message');
  socket.resume();
  socket.close(1000);
  const force = scheduler.schedule(() => {
    socket.terminate();
  }, closeMs);
  socket.once('close', () => {
    force.unsubscribe();
  });
}
