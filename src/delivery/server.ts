import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { ignoreElements, interval, merge, tap, type Observable, type SchedulerLike } from 'rxjs';
import { WebSocketServer } from 'ws';
import { UndertoneError, type SessionLedger } from '../model/index.ts';
import { subprotocol } from '../protocol/index.ts';
import { createSocketAcceptor, createStreamOpener } from './accept.ts';
import type { CapacityOptions, CapacityRefusal } from './capacity.ts';
import { ClientSocket, whenClosed } from './connection.ts';
import { createHeartbeat } from './heartbeat.ts';
import type { OriginCheck } from './origins.ts';
import { createOriginalSessions } from './original-session.ts';
import { refuseMalformed, refuseUpgrade } from './refuse-upgrade.ts';
import { createSessionContext } from './session-core.ts';
import type { ClientSession, SessionLimits, TrackRefusal } from './session.ts';
import { createSessionManager, type SessionTotals } from './sessions.ts';
import { Usage, type UsageOptions, type UsedBudget } from './usage.ts';
import type { V1Options } from './v1/options.ts';
import { createV1Sessions } from './v1/session.ts';

export interface DeliveryOptions {
  readonly checkOrigin: OriginCheck;
  /** Returns why a request is not authorized, or undefined when it is. */
  readonly authorize: (request: IncomingMessage) => UndertoneError | undefined;
  /** Returns the address of the client that sent a request. */
  readonly addressOf: (request: IncomingMessage) => string;
  /** The longest message of a client, in bytes. A longer one closes its connection with 1009. */
  readonly maxFrameBytes: number;
  readonly capacity: CapacityOptions;
  readonly session: SessionLimits;
  readonly usage: UsageOptions;
  readonly v1: V1Options;
  /** The time between two pings, in ms. */
  readonly pingMs: number;
  /** The time between two `stats` frames of a session, in ms. */
  readonly statsMs: number;
  /** The time in ms that a closing handshake may take before the connection is cut. */
  readonly closeMs: number;
  /** The same for a client that is closed because it reads too slowly. */
  readonly slowCloseMs: number;
  readonly scheduler: SchedulerLike;
  /** Called when a session's connection has closed, with the session's last ledger and the close code. */
  readonly onClosed: (session: string, ledger: SessionLedger, code: number) => void;
  /** Called when a client is refused. */
  readonly onRefused: (reason: RefusalReason) => void;
}

/** The reason why a client was refused. */
export type RefusalReason = CapacityRefusal | TrackRefusal | 'origin' | 'token' | 'stopping' | 'malformed';

export interface DeliveryServer {
  /** Hot. Emits each session when it sends its first intent. */
  readonly sessions$: Observable<ClientSession>;
  /** Sends pings and `stats` frames, and closes unresponsive clients, while it is subscribed to. Never emits. */
  readonly upkeep$: Observable<never>;
  /** Answers an HTTP upgrade: opens a session, or refuses it with a status and a sentence. */
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  /**
   * Opens a session over Server-Sent Events that tracks one query, given as a `track` message without `type`. Returns
   * the body of the answer, or the error with which the session was refused.
   */
  readonly stream: (address: string, track: object) => ReadableStream<Uint8Array> | UndertoneError;
  /** Refuses all further sessions. */
  readonly stop: () => void;
  /** Closes every session with 1001. Resolves when all connections are closed, at the latest after `closeMs`. */
  readonly close: () => Promise<void>;
  /** The number of connected sessions. */
  readonly count: () => number;
  /** Returns a sentence for each reason why no session can be opened. */
  readonly unreadiness: () => readonly string[];
  /** Adds up all sessions. Costs a pass over all of them. */
  readonly totals: () => SessionTotals;
  /** Returns what clients use of their common budgets. Costs a pass over their addresses. */
  readonly usage: () => Readonly<Record<'queries' | 'windows', UsedBudget>>;
}

const maxMissedPings = 2;

/**
 * The most parts of a message, whether fragments or pieces as they come from the network: each costs memory and work
 * beyond its bytes. Of a message of 64 KiB, a slow network makes some 120.
 */
const maxParts = 1_024;

/**
 * Creates the server that turns clients into sessions of the graph, over WebSockets and Server-Sent Events.
 *
 * @example
 * const delivery = createDelivery(options);
 * http.on('upgrade', delivery.upgrade);
 * createGraph({ sessions$: delivery.sessions$, deliver, ...ports }, limits).subscribe();
 */
export function createDelivery(options: DeliveryOptions): DeliveryServer {
  const { scheduler, onRefused } = options;
  const server = createWebSocketServer(options);
  const now = (): number => scheduler.now();
  const sessions = createSessionManager({ ...options, now });
  const heartbeat = createHeartbeat(maxMissedPings);
  const usage = new Usage(options.usage, now);
  const context = createSessionContext(options.session, { now, onFirstIntent: sessions.emit, onRefused, usage });
  const createV1Session = createV1Sessions(options.v1);
  const createOriginalSession = createOriginalSessions();
  const acceptSocket = createSocketAcceptor(options, {
    sessions,
    heartbeat,
    createSession: (protocol, identity, connection) =>
      (protocol === subprotocol ? createV1Session : createOriginalSession)({ ...identity, connection, context }),
  });
  const openStream = createStreamOpener(options, sessions, (identity, connection) =>
    createV1Session({ ...identity, connection, context }),
  );
  let stopped = false;
  return {
    sessions$: sessions.sessions$,
    upkeep$: createUpkeep(options, { beat: heartbeat.beat, sendStats: sessions.sendStats }),
    upgrade(request, duplex, head) {
      const refusal = stopped ? shuttingDown : refusalOf(request, options);
      if (refusal !== undefined) {
        onRefused(refusal.reason);
        refuseUpgrade(duplex, refusal.status, refusal.error);
        return;
      }
      const address = options.addressOf(request);
      // A client may offer several protocols; ws expects the one that was chosen.
      request.headers.upgrade = 'websocket';
      server.handleUpgrade(request, duplex, head, (socket) => {
        acceptSocket({ socket, duplex, address });
      });
    },
    stream(address, track) {
      if (!stopped) return openStream(address, track);
      onRefused('stopping');
      return shuttingDown.error;
    },
    stop() {
      stopped = true;
    },
    async close() {
      stopped = true;
      sessions.closeAll();
      await Promise.all(Array.from(server.clients, whenClosed));
    },
    count: sessions.count,
    unreadiness: () => {
      if (stopped) return [shuttingDown.error.message];
      return sessions.isFull() ? ['The server has as many sessions as it can take.'] : [];
    },
    totals: sessions.totals,
    usage: () => ({ queries: usage.queries(), windows: usage.windows() }),
  };
}

function createUpkeep(
  { pingMs, statsMs, scheduler }: DeliveryOptions,
  { beat, sendStats }: Readonly<Record<'beat' | 'sendStats', () => void>>,
): Observable<never> {
  const beats$ = interval(pingMs, scheduler).pipe(tap(beat));
  const stats$ = interval(statsMs, scheduler).pipe(tap(sendStats));
  return merge(beats$, stats$).pipe(ignoreElements());
}

function createWebSocketServer({ maxFrameBytes, onRefused }: DeliveryOptions) {
  const server = new WebSocketServer<typeof ClientSocket>({
    noServer: true,
    WebSocket: ClientSocket,
    maxPayload: maxFrameBytes,
    perMessageDeflate: false,
    maxFragments: maxParts,
    maxBufferedChunks: maxParts,
    // By itself, ws queues an answer to each ping, however many come and however little the client reads.
    autoPong: false,
    // A client that offers only unknown subprotocols learns of it: the handshake agrees on none of them.
    handleProtocols: (offered) => (offered.has(subprotocol) ? subprotocol : false),
  });
  // Without a listener, ws answers a malformed handshake itself, in HTML.
  server.on('wsClientError', ({ message }, duplex, request) => {
    onRefused('malformed');
    refuseMalformed({ request, duplex, message });
  });
  return server;
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
  const foreign = options.checkOrigin(request.headers);
  if (foreign !== undefined) return { status: 403, reason: 'origin', error: foreign };
  const error = options.authorize(request);
  return error && { status: 401, reason: 'token', error };
}
