import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { ignoreElements, interval, merge, tap, type Observable, type SchedulerLike } from 'rxjs';
import { WebSocketServer, type WebSocket } from 'ws';
import { UndertoneError, type SessionLedger } from '../model/index.ts';
import { binaryFrame, closeCodes, subprotocol } from '../protocol/index.ts';
import { overCapacity, type CapacityOptions, type Refusal } from './capacity.ts';
import { createHeartbeat, type Heartbeat, type Peer } from './heartbeat.ts';
import { createLobby, type Lobby } from './lobby.ts';
import { foreignOrigin, isOriginAllowed } from './origins.ts';
import { createOriginalSession } from './original-session.ts';
import { refuseUpgrade } from './refuse-upgrade.ts';
import type { ClientSession, Connection, SessionLimits } from './session.ts';
import { createEventStream } from './sse.ts';
import { closingOf, gone, shut } from './shut.ts';
import type { Survey } from './survey.ts';
import { createV1Session, type V1Options } from './v1/session.ts';
import { createWriters, type Writer } from './writer.ts';

export interface DeliveryOptions {
  /** As in `OriginCheck`. */
  readonly allowedOrigins: readonly string[];
  /** Why a request may not be answered; undefined when it may. */
  readonly forbids: (request: IncomingMessage) => UndertoneError | undefined;
  /** The longest message of a client, in bytes; a longer one closes its connection with 1009. */
  readonly maxFrameBytes: number;
  readonly capacity: CapacityOptions;
  readonly session: SessionLimits;
  readonly v1: V1Options;
  /** Time between two pings, in ms. */
  readonly pingMs: number;
  /** Time between two reports to a client of how it stands, in ms. */
  readonly statsMs: number;
  /** How long a closing handshake may take, in ms, before the connection is cut. */
  readonly closeMs: number;
  /** Likewise, for a client that is closed because it reads too slowly. */
  readonly slowCloseMs: number;
  readonly scheduler: SchedulerLike;
  /** Told of the ledger of each session that has gone, and of the code that its connection was closed with. */
  readonly onGone: (session: string, ledger: SessionLedger, code: number) => void;
  /** Told of each client that was turned away. */
  readonly onRefused: (reason: RefusalReason) => void;
}

/** Why a client was turned away. */
export type RefusalReason = Refusal | 'origin' | 'token' | 'stopping';

export interface DeliveryServer {
  /** Hot: the sessions as they come. */
  readonly sessions$: Observable<ClientSession>;
  /** Pings, reaps and reports while it is subscribed to. Never emits. */
  readonly upkeep$: Observable<never>;
  /** Answers an HTTP upgrade: a session, or a refusal with status and sentence. */
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  /** Opens a session that hears by Server-Sent Events, and has said one `track` message: its answer, or why there is none. */
  readonly stream: (address: string, track: object) => ReadableStream<Uint8Array> | UndertoneError;
  /** Takes no new session. */
  readonly stop: () => void;
  /** Closes every session with 1001; resolves when all have gone, at the latest after `closeMs`. */
  readonly close: () => Promise<void>;
  /** The sessions that are connected. */
  readonly count: () => number;
  /** How all sessions fare. Walks all of them. */
  readonly survey: () => Survey;
}

const maxMissedPings = 2;

/** Clients as sessions, by WebSocket or by Server-Sent Events: the one place that knows sockets. */
export function createDelivery(options: DeliveryOptions): DeliveryServer {
  const { pingMs, statsMs, scheduler, onRefused, maxFrameBytes } = options;
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: maxFrameBytes,
    perMessageDeflate: false,
    // ws would queue an answer to each ping, however many come and however little is read.
    autoPong: false,
    // Agreeing to a protocol that is not spoken would be worse than to none.
    handleProtocols: (offered) => (offered.has(subprotocol) ? subprotocol : false),
  });
  const lobby = createLobby(options);
  const heartbeat = createHeartbeat(maxMissedPings);
  const welcome = createWelcome(options, lobby, heartbeat);
  let stopped = false;
  return {
    sessions$: lobby.sessions$,
    upkeep$: merge(
      interval(pingMs, scheduler).pipe(tap(heartbeat.beat)),
      interval(statsMs, scheduler).pipe(tap(lobby.report)),
    ).pipe(ignoreElements()),
    upgrade(request, socket, head) {
      const refusal = stopped ? shuttingDown : refusalOf(request, options);
      if (refusal === undefined) {
        const address = request.socket.remoteAddress ?? '';
        server.handleUpgrade(request, socket, head, (webSocket) => {
          welcome({ socket: webSocket, duplex: socket, address });
        });
        return;
      }
      onRefused(refusal.reason);
      refuseUpgrade(socket, refusal.status, refusal.error);
    },
    stream(address, track) {
      if (!stopped) return openStream({ address, track, lobby, options });
      onRefused('stopping');
      return shuttingDown.error;
    },
    stop() {
      stopped = true;
    },
    async close() {
      stopped = true;
      lobby.empty();
      await Promise.all(Array.from(server.clients, gone));
    },
    count: lobby.count,
    survey: lobby.survey,
  };
}

/** A connection that has just been opened. */
interface Newcomer {
  readonly socket: WebSocket;
  /** What the frames of `socket` are written to. */
  readonly duplex: Duplex;
  readonly address: string;
}

/** A connection that is a session. */
interface Opened {
  readonly socket: WebSocket;
  readonly writer: Writer;
  readonly close: Connection['close'];
}

/** Makes sessions of sockets that have just been opened, while there is room. */
function createWelcome(options: DeliveryOptions, lobby: Lobby, heartbeat: Heartbeat<Peer>) {
  const { closeMs, onRefused } = options;
  const createWriter = createWriters();
  return ({ socket, duplex, address }: Newcomer): void => {
    // A frame of ws is a header and a text, which cost more to write than one piece; and ours are the same for many.
    const writer = createWriter({ duplex, isOpen: () => socket.readyState === socket.OPEN });
    const close = createCloser(socket, writer, options);
    const guest = lobby.admit(address, (id) => openSession({ socket, writer, close }, { ...options, id }));
    if (typeof guest === 'string') {
      onRefused(guest);
      socket.on('error', () => undefined);
      void shut(socket, closeCodes.overCapacity, { closeMs, reason: overCapacity(guest).message });
      return;
    }
    const peer = peerOf(socket, guest.session);
    heartbeat.add(peer);
    listen(socket, guest.session, {
      maxBytesInFlight: options.session.outbox.maxBytesInFlight,
      onError: close,
      onPong: () => {
        heartbeat.alive(peer);
      },
      onClose: (code) => {
        heartbeat.remove(peer);
        guest.leave(closingOf(socket, code));
      },
    });
    lobby.announce(guest.session);
  };
}

interface StreamOptions {
  readonly address: string;
  readonly track: object;
  readonly lobby: Lobby;
  readonly options: DeliveryOptions;
}

function openStream({ address, track, lobby, options }: StreamOptions): ReadableStream<Uint8Array> | UndertoneError {
  const { session: limits, scheduler, v1, onRefused } = options;
  const { connection: stream, body, whenGone } = createEventStream();
  let closing: number = closeCodes.clientDone;
  const connection: Connection = {
    ...stream,
    close: (code) => {
      closing = code;
      stream.close(code);
    },
  };
  const guest = lobby.admit(address, (id) =>
    createV1Session({ id, connection, limits, now: () => scheduler.now() }, v1),
  );
  if (typeof guest === 'string') {
    onRefused(guest);
    return overCapacity(guest);
  }
  whenGone(() => {
    guest.leave(closing);
  });
  lobby.announce(guest.session);
  guest.session.receive(JSON.stringify({ type: 'track', ...track }));
  return body;
}

interface UpgradeRefusal {
  readonly status: number;
  readonly reason: RefusalReason;
  readonly error: UndertoneError;
}

const shuttingDown: UpgradeRefusal = {
  status: 503,
  reason: 'stopping',
  error: new UndertoneError('unavailable', 'The server is shutting down.'),
};

function refusalOf(request: IncomingMessage, options: DeliveryOptions): UpgradeRefusal | undefined {
  const { origin, host } = request.headers;
  if (!isOriginAllowed({ origin, host, allowed: options.allowedOrigins })) {
    return { status: 403, reason: 'origin', error: foreignOrigin(origin) };
  }
  const error = options.forbids(request);
  return error && { status: 401, reason: 'token', error };
}

/** How a socket is closed. Whoever closes it once more can only make it sooner. */
function createCloser(
  socket: WebSocket,
  writer: Writer,
  { closeMs, slowCloseMs }: DeliveryOptions,
): Connection['close'] {
  let patience = Infinity;
  return (code) => {
    const ms = code === closeCodes.tooSlow ? slowCloseMs : closeMs;
    if (ms >= patience) return;
    patience = ms;
    writer.flush();
    void shut(socket, code, { closeMs: ms });
  };
}

/** The session of a socket that has just been opened, by the protocol that was agreed on. */
function openSession(
  { socket, writer, close }: Opened,
  { id, session: limits, scheduler, v1 }: DeliveryOptions & { readonly id: string },
): ClientSession {
  const connection = { send: writer.send, close };
  const session = { id, connection, limits, now: () => scheduler.now() };
  return socket.protocol === subprotocol ? createV1Session(session, v1) : createOriginalSession(session);
}

function peerOf(socket: WebSocket, session: ClientSession): Peer {
  return {
    ping: () => {
      socket.ping();
    },
    reap: () => {
      session.leave(closeCodes.missedPings);
    },
    isWaiting: session.isWaiting,
  };
}

interface Listeners {
  /** Bytes on their way, beyond which a ping is not answered. */
  readonly maxBytesInFlight: number;
  readonly onPong: () => void;
  readonly onError: (code: number) => void;
  readonly onClose: (code: number) => void;
}

function listen(socket: WebSocket, session: ClientSession, listeners: Listeners): void {
  const { maxBytesInFlight, onPong, onError, onClose } = listeners;
  socket.on('message', (data, isBinary) => {
    if (isBinary) session.refuse(binaryFrame);
    else session.receive(textOf(data));
  });
  socket.on('ping', (data) => {
    if (socket.bufferedAmount < maxBytesInFlight) socket.pong(data);
  });
  socket.on('pong', onPong);
  // A protocol error of the peer: ws has closed with the fitting code, and leaves the peer half a minute to go.
  socket.on('error', () => {
    onError(closeCodes.protocolError);
  });
  socket.on('close', onClose);
}

function textOf(data: WebSocket.RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString();
  return Buffer.isBuffer(data) ? data.toString() : Buffer.from(data).toString();
}
