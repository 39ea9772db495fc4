import { WebSocket } from 'ws';
import { binaryFrame, closeCodes } from '../protocol/index.ts';
import type { Frame } from './frame.ts';
import type { Heartbeat, Peer } from './heartbeat.ts';
import type { Lobby } from './lobby.ts';
import type { Send } from './outbox.ts';
import type { ClientSession, Connection } from './session.ts';
import { closingOf, shut } from './shut.ts';
import type { Writer } from './writer.ts';

/** A socket of ws that knows whose it is, so that its listeners need not: they are the same for all. */
export class ClientSocket extends WebSocket {
  seat: Seat | undefined = undefined;
}

/** What all seats of a server share. */
export interface SeatContext {
  /** How long a closing handshake may take, in ms, before the connection is cut; for a client that is too slow likewise. */
  readonly closeMs: number;
  readonly slowCloseMs: number;
  /** Bytes on their way, beyond which a ping is not answered. */
  readonly maxBytesInFlight: number;
  readonly lobby: Lobby;
  readonly heartbeat: Heartbeat<Peer>;
}

/** Where a session sits: its socket, what is written to it, and what comes from it. */
export class Seat implements Connection, Peer {
  readonly #socket: ClientSocket;
  readonly #writer: Writer;
  readonly #context: SeatContext;
  #session: ClientSession | undefined;
  #closeMs: number | undefined;

  constructor(socket: ClientSocket, writer: Writer, context: SeatContext) {
    this.#socket = socket;
    this.#writer = writer;
    this.#context = context;
  }

  /** From here on the session hears its client, and is told when it has gone. */
  take(session: ClientSession): void {
    this.#session = session;
    this.#context.heartbeat.add(this);
    this.#socket.seat = this;
    this.#socket
      .on('message', onMessage)
      .on('ping', onPing)
      .on('pong', onPong)
      .on('error', onError)
      .on('close', onClose);
  }

  send(frame: Frame, done: Parameters<Send>[1]): void {
    this.#writer.send(frame, done);
  }

  /** Whoever closes once more can only make it sooner. */
  close(code: number): void {
    const { closeMs, slowCloseMs } = this.#context;
    const ms = code === closeCodes.tooSlow ? slowCloseMs : closeMs;
    if (this.#closeMs !== undefined && ms >= this.#closeMs) return;
    this.#closeMs = ms;
    this.#writer.flush();
    void shut(this.#socket, code, { closeMs: ms });
  }

  ping(): void {
    this.#socket.ping();
  }

  reap(): void {
    this.#session?.leave(closeCodes.missedPings);
  }

  isWaiting(): boolean {
    return this.#session?.isWaiting() ?? false;
  }

  /** A message has come. */
  hear(data: WebSocket.RawData, isBinary: boolean): void {
    if (isBinary) this.#session?.refuse(binaryFrame);
    else this.#session?.receive(textOf(data));
  }

  /** A ping has come. */
  answer(data: Buffer): void {
    if (this.#socket.bufferedAmount < this.#context.maxBytesInFlight) this.#socket.pong(data);
  }

  /** The client has answered a ping. */
  isAlive(): void {
    this.#context.heartbeat.alive(this);
  }

  /** The connection has gone. */
  leave(code: number): void {
    const { heartbeat, lobby } = this.#context;
    heartbeat.remove(this);
    if (this.#session !== undefined) lobby.leave(this.#session, closingOf(this.#socket, code));
  }
}

const seatOf = (socket: WebSocket): Seat | undefined => (socket instanceof ClientSocket ? socket.seat : undefined);

function onMessage(this: WebSocket, data: WebSocket.RawData, isBinary: boolean): void {
  seatOf(this)?.hear(data, isBinary);
}

function onPing(this: WebSocket, data: Buffer): void {
  seatOf(this)?.answer(data);
}

function onPong(this: WebSocket): void {
  seatOf(this)?.isAlive();
}

/** A protocol error of the peer: ws has closed with the fitting code, and leaves the peer half a minute to go. */
function onError(this: WebSocket, error: NodeJS.ErrnoException): void {
  seatOf(this)?.close(closingsByError.get(error.code ?? '') ?? closeCodes.protocolError);
}

/** What ws closes with, by the error of which it tells then; else it is a protocol error. */
const closingsByError: ReadonlyMap<string, number> = new Map([
  ['WS_ERR_INVALID_UTF8', closeCodes.badText],
  ['WS_ERR_TOO_MANY_BUFFERED_PARTS', closeCodes.policy],
  ['WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH', closeCodes.tooBig],
  ['WS_ERR_UNSUPPORTED_MESSAGE_LENGTH', closeCodes.tooBig],
]);

function onClose(this: WebSocket, code: number): void {
  seatOf(this)?.leave(code);
}

function textOf(data: WebSocket.RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString();
  return Buffer.isBuffer(data) ? data.toString() : Buffer.from(data).toString();
}
