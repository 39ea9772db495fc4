import type { Duplex } from 'node:stream';
import type { UndertoneError } from '../model/index.ts';
import { closeCodes } from '../protocol/index.ts';
import { capacityError, type CapacityRefusal } from './capacity.ts';
import { boundFrames, closeSocket, WebSocketConnection, type ClientSocket } from './connection.ts';
import { createFrameWriters } from './frame-writer.ts';
import type { Heartbeat, Peer } from './heartbeat.ts';
import type { ClientSession, Connection, SessionLimits } from './session.ts';
import type { SessionIdentity } from './session-identity.ts';
import type { SessionManager } from './sessions.ts';
import { createEventStream } from './sse.ts';

/** The options of delivery that concern opening and closing connections. */
export interface AcceptorOptions {
  readonly closeMs: number;
  readonly slowCloseMs: number;
  readonly session: SessionLimits;
  readonly onRefused: (reason: CapacityRefusal) => void;
}

/** A WebSocket whose handshake is complete. */
interface OpenSocket {
  readonly socket: ClientSocket;
  /** The stream below `socket`. */
  readonly duplex: Duplex;
  readonly address: string;
}

interface AcceptorContext {
  readonly sessions: SessionManager;
  readonly heartbeat: Heartbeat<Peer>;
  readonly createSession: (protocol: string, of: SessionIdentity, connection: Connection) => ClientSession;
}

/** Returns a function that opens a session on a WebSocket, or closes it with 1013 over capacity. */
export function createSocketAcceptor(
  { closeMs, slowCloseMs, session, onRefused }: AcceptorOptions,
  { sessions, heartbeat, createSession }: AcceptorContext,
) {
  const { maxBytesInFlight } = session.outbox;
  const context = { closeMs, slowCloseMs, maxBytesInFlight, sessions, heartbeat };
  const createWriter = createFrameWriters();
  return ({ socket, duplex, address }: OpenSocket): void => {
    const opened = sessions.open(address, (identity) => {
      const connection = new WebSocketConnection(socket, createWriter({ duplex, socket }), context);
      const created = createSession(socket.protocol, identity, connection);
      connection.attach(created);
      return created;
    });
    if (typeof opened !== 'string') return;
    onRefused(opened);
    socket.on('error', () => undefined);
    boundFrames(socket);
    closeSocket(socket, closeCodes.overCapacity, { timeoutMs: closeMs, reason: capacityError(opened).message });
  };
}

/** Returns a function that opens a session over Server-Sent Events. */
export function createStreamOpener(
  { onRefused }: Pick<AcceptorOptions, 'onRefused'>,
  sessions: SessionManager,
  createSession: (of: SessionIdentity, connection: Connection) => ClientSession,
) {
  return (address: string, track: object): ReadableStream<Uint8Array> | UndertoneError => {
    const { connection: stream, body, onceClosed } = createEventStream();
    let closeCode: number = closeCodes.clientDone;
    const connection: Connection = {
      ...stream,
      close: (code) => {
        closeCode = code;
        stream.close(code);
      },
    };
    const session = sessions.open(address, (identity) => createSession(identity, connection));
    if (typeof session === 'string') {
      onRefused(session);
      return capacityError(session);
    }
    onceClosed(() => {
      sessions.remove(session, closeCode);
    });
    const refusal = session.receive(JSON.stringify({ type: 'track', ...track }));
    if (refusal === undefined) return body;
    sessions.remove(session, closeCodes.policy);
    return refusal;
  };
}
