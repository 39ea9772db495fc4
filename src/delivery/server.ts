import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { ignoreElements, interval, Subject, tap, type Observable, type SchedulerLike } from 'rxjs';
import { WebSocketServer, type WebSocket } from 'ws';
import { UndertoneError, type SessionLedger } from '../model/index.ts';
import { binaryFrame, closeCodes } from '../protocol/index.ts';
import { createHeartbeat, type Heartbeat, type Peer } from './heartbeat.ts';
import { isOriginAllowed } from './origins.ts';
import type { OutboxOptions } from './outbox.ts';
import { refuseUpgrade } from './refuse-upgrade.ts';
import { createSession, type ClientSession, type Connection } from './session.ts';

export interface DeliveryOptions {
  /** As in `OriginCheck`. */
  readonly allowedOrigins: readonly string[];
  /** The longest message of a client, in bytes; a longer one closes its connection with 1009. */
  readonly maxFrameBytes: number;
  readonly outbox: OutboxOptions;
  /** Time between two pings, in ms. */
  readonly pingMs: number;
  /** How long a closing handshake may take, in ms, before the connection is cut. */
  readonly closeMs: number;
  readonly scheduler: SchedulerLike;
  /** Told of the ledger of each session that has gone. */
  readonly onGone: (session: string, ledger: SessionLedger) => void;
}

export interface DeliveryServer {
  /** Hot: the sessions as they come. */
  readonly sessions$: Observable<ClientSession>;
  /** Pings and reaps while it is subscribed to. Never emits. */
  readonly upkeep$: Observable<never>;
  /** Answers an HTTP upgrade: a session, or a refusal with status and sentence. */
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  /** Takes no new session. */
  readonly stop: () => void;
  /** Closes every session with 1001; resolves when all have gone, at the latest after `closeMs`. */
  readonly close: () => Promise<void>;
  /** The sessions that are connected. */
  readonly count: () => number;
}

const maxMissedPings = 2;

/** WebSocket clients as sessions: the one place that knows sockets. */
export function createDelivery(options: DeliveryOptions): DeliveryServer {
  const { allowedOrigins, maxFrameBytes, pingMs, closeMs, scheduler } = options;
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: maxFrameBytes,
    perMessageDeflate: false,
    // Agreeing to a protocol that is not spoken would be worse than to none.
    handleProtocols: () => false,
  });
  const sessions$ = new Subject<ClientSession>();
  const heartbeat = createHeartbeat(maxMissedPings);
  let stopped = false;
  let sequence = 0;
  return {
    sessions$: sessions$.asObservable(),
    upkeep$: interval(pingMs, scheduler).pipe(
      tap(() => {
        heartbeat.beat();
      }),
      ignoreElements(),
    ),
    upgrade(request, socket, head) {
      const { origin, host } = request.headers;
      if (stopped) refuseUpgrade(socket, 503, shuttingDown);
      else if (!isOriginAllowed({ origin, host, allowed: allowedOrigins })) refuseUpgrade(socket, 403, foreign(origin));
      else {
        server.handleUpgrade(request, socket, head, (webSocket) => {
          sequence += 1;
          sessions$.next(accept(webSocket, { id: String(sequence), heartbeat, options }));
        });
      }
    },
    stop() {
      stopped = true;
    },
    async close() {
      stopped = true;
      sessions$.complete();
      await Promise.all(Array.from(server.clients, (socket) => shut(socket, closeCodes.goingAway, closeMs)));
    },
    count: () => server.clients.size,
  };
}

interface Acceptance {
  readonly id: string;
  readonly heartbeat: Heartbeat<Peer>;
  readonly options: DeliveryOptions;
}

/** The session of a socket that has just been opened, wired to it. */
function accept(socket: WebSocket, { id, heartbeat, options }: Acceptance): ClientSession {
  const { outbox, closeMs, onGone } = options;
  const connection: Connection = {
    send: (frame, done) => {
      socket.send(frame, { binary: false }, done);
    },
    close: (code) => void shut(socket, code, closeMs),
  };
  const session = createSession(id, connection, outbox);
  const peer: Peer = {
    ping: () => {
      socket.ping();
    },
    reap: () => void shut(socket, closeCodes.missedPings, closeMs),
    isWaiting: session.outbox.isWaiting,
  };
  socket.on('message', (data, isBinary) => {
    if (isBinary) session.refuse(binaryFrame);
    else session.receive(textOf(data));
  });
  socket.on('pong', () => {
    heartbeat.alive(peer);
  });
  // A protocol error of the peer: ws closes with the fitting code by itself, and `close` follows.
  socket.on('error', () => undefined);
  socket.on('close', () => {
    heartbeat.remove(peer);
    session.gone();
    onGone(id, session.outbox.ledger());
  });
  heartbeat.add(peer);
  return session;
}

/** Closes a socket, and cuts it when its peer does not answer in time. */
async function shut(socket: WebSocket, code: number, closeMs: number): Promise<void> {
  if (socket.readyState === socket.CLOSED) return;
  const closed = new Promise((resolve) => socket.once('close', resolve));
  const cut = setTimeout(() => {
    socket.terminate();
  }, closeMs);
  socket.close(code);
  await closed;
  clearTimeout(cut);
}

function textOf(data: WebSocket.RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString();
  return Buffer.isBuffer(data) ? data.toString() : Buffer.from(data).toString();
}

function foreign(origin = ''): UndertoneError {
  return new UndertoneError('forbidden', `The origin ${origin} may not connect: allow it with --allow-origin.`);
}

const shuttingDown = new UndertoneError('unavailable', 'The server is shutting down.');
