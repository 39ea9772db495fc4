import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { ignoreElements, interval, merge, tap, type Observable, type SchedulerLike } from 'rxjs';
import { WebSocketServer } from 'ws';
import { UndertoneError, type SessionLedger } from '../model/index.ts';
import { closeCodes, subprotocol } from '../protocol/index.ts';
import { overCapacity, type CapacityOptions, type Refusal } from './capacity.ts';
import { createHeartbeat, type Heartbeat, type Peer } from './heartbeat.ts';
import { createLobby, type Lobby } from './lobby.ts';
import { foreignOrigin, isOriginAllowed } from './origins.ts';
import { createOriginalSession } from './original-session.ts';
import { refuseUpgrade } from './refuse-upgrade.ts';
import { ClientSocket, Seat } from './seat.ts';
import type { ClientSession, Connection, SessionContext, SessionLimits } from './session.ts';
import { contextOf } from './session-core.ts';
import { createEventStream } from './sse.ts';
import { gone, shut } from './shut.ts';
import type { Survey } from './survey.ts';
import { createV1Session, type V1Options } from './v1/session.ts';
import { createWriters } from './writer.ts';

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
  /** Hot: the sessions, each when it asks for something for the first time. */
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
  /** Why no session is taken, a sentence for each reason. */
  readonly unreadiness: () => readonly string[];
  /** How all sessions fare. Walks all of them. */
  readonly survey: () => Survey;
}

const maxMissedPings = 2;

/** Clients as sessions, by WebSocket or by Server-Sent Events: the one place that knows sockets. */
export function createDelivery(options: DeliveryOptions): DeliveryServer {
  const { pingMs, statsMs, scheduler, onRefused, maxFrameBytes } = options;
  const server = new WebSocketServer<typeof ClientSocket>({
    noServer: true,
    WebSocket: ClientSocket,
    maxPayload: maxFrameBytes,
    perMessageDeflate: false,
    // ws would queue an answer to each ping, however many come and however little is read.
    autoPong: false,
    // Agreeing to a protocol that is not spoken would be worse than to none.
    handleProtocols: (offered) => (offered.has(subprotocol) ? subprotocol : false),
  });
  const lobby = createLobby(options);
  const heartbeat = createHeartbeat(maxMissedPings);
  const context = contextOf(options.session, { now: () => scheduler.now(), onWake: lobby.announce });
  const welcome = createWelcome(options, { lobby, heartbeat, context });
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
      if (!stopped) return openStream({ address, track, lobby, context, options });
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
    unreadiness: () => {
      if (stopped) return [shuttingDown.error.message];
      return lobby.isFull() ? ['The server has as many sessions as it can take.'] : [];
    },
    survey: lobby.survey,
  };
}

/** A connection that has just been opened. */
interface Newcomer {
  readonly socket: ClientSocket;
  /** What the frames of `socket` are written to. */
  readonly duplex: Duplex;
  readonly address: string;
}

interface Rooms {
  readonly lobby: Lobby;
  readonly heartbeat: Heartbeat<Peer>;
  readonly context: SessionContext;
}

/** Makes sessions of sockets that have just been opened, while there is room. */
function createWelcome(options: DeliveryOptions, { lobby, heartbeat, context }: Rooms) {
  const { closeMs, slowCloseMs, v1, onRefused } = options;
  const { maxBytesInFlight } = options.session.outbox;
  const seats = { closeMs, slowCloseMs, maxBytesInFlight, lobby, heartbeat };
  const createWriter = createWriters();
  return ({ socket, duplex, address }: Newcomer): void => {
    const guest = lobby.admit(address, (id) => {
      // A frame of ws is a header and a text, which cost more to write than one piece; and ours are the same for many.
      const seat = new Seat(socket, createWriter({ duplex, socket }), seats);
      const given = { id, connection: seat, context };
      const session = socket.protocol === subprotocol ? createV1Session(given, v1) : createOriginalSession(given);
      seat.take(session);
      return session;
    });
    if (typeof guest !== 'string') return;
    onRefused(guest);
    socket.on('error', () => undefined);
    void shut(socket, closeCodes.overCapacity, { closeMs, reason: overCapacity(guest).message });
  };
}

interface StreamOptions {
  readonly address: string;
  readonly track: object;
  readonly lobby: Lobby;
  readonly context: SessionContext;
  readonly options: DeliveryOptions;
}

function openStream({
  address,
  track,
  lobby,
  context,
  options,
}: StreamOptions): ReadableStream<Uint8Array> | UndertoneError {
  const { v1, onRefused } = options;
  const { connection: stream, body, whenGone } = createEventStream();
  let closing: number = closeCodes.clientDone;
  const connection: Connection = {
    ...stream,
    close: (code) => {
      closing = code;
      stream.close(code);
    },
  };
  const guest = lobby.admit(address, (id) => createV1Session({ id, connection, context }, v1));
  if (typeof guest === 'string') {
    onRefused(guest);
    return overCapacity(guest);
  }
  whenGone(() => {
    lobby.leave(guest, closing);
  });
  guest.receive(JSON.stringify({ type: 'track', ...track }));
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
