import { WebSocket } from 'ws';
import { binaryFrame, closeCodes } from '../protocol/index.ts';
import type { FrameWriter } from './frame-writer.ts';
import type { Frame, OnSent } from './frame.ts';
import type { Heartbeat, Peer } from './heartbeat.ts';
import type { ClientSession, Connection } from './session.ts';
import type { SessionManager } from './sessions.ts';

/** A WebSocket of `ws` that refers to its connection, so that all sockets share the same listeners. */
export class ClientSocket extends WebSocket {
  connection: WebSocketConnection | undefined = undefined;
}

/** The context that all connections of a server share. */
export interface ConnectionContext {
  /** The time in ms that a closing handshake may take before the connection is cut. */
  readonly closeMs: number;
  /** The same for a client that is closed because it reads too slowly. */
  readonly slowCloseMs: number;
  /** Pings of a client are not answered while more bytes than this are in flight to it. */
  readonly maxBytesInFlight: number;
  readonly sessions: SessionManager;
  readonly heartbeat: Heartbeat<Peer>;
}

/** Connects a WebSocket with its session: passes on messages, sends frames, closes. */
export class WebSocketConnection implements Connection, Peer {
  readonly #socket: ClientSocket;
  readonly #writer: FrameWriter;
  readonly #context: ConnectionContext;
  #session: ClientSession | undefined;
  #framesAfterClose = 0;
  #closing: { readonly code: number; readonly timeoutMs: number } | undefined;

  constructor(socket: ClientSocket, writer: FrameWriter, context: ConnectionContext) {
    this.#socket = socket;
    this.#writer = writer;
    this.#context = context;
  }

  /** From now on, the session receives the client's messages and learns when the connection has closed. */
  attach(session: ClientSession): void {
    this.#session = session;
    this.#context.heartbeat.add(this);
    this.#socket.connection = this;
    this.#socket
      .on('message', onMessage)
      .on('ping', onPing)
      .on('pong', onPong)
      .on('error', onError)
      .on('close', onClose);
  }

  send(frame: Frame, onSent: OnSent): void {
    this.#writer.send(frame, onSent);
  }

  /** Closes the connection. A second call can only shorten the timeout. */
  close(code: number): void {
    const { closeMs, slowCloseMs } = this.#context;
    const timeoutMs = code === closeCodes.tooSlow ? slowCloseMs : closeMs;
    if (this.#closing !== undefined && timeoutMs >= this.#closing.timeoutMs) return;
    this.#closing = { code: this.#closing?.code ?? code, timeoutMs };
    this.#writer.flush();
    closeSocket(this.#socket, code, { timeoutMs });
  }

  ping(): void {
    this.#socket.ping();
  }

  reap(): void {
    this.#session?.close(closeCodes.missedPings);
  }

  isWaiting(): boolean {
    return this.#session?.isWaiting() ?? false;
  }

  onMessage(data: WebSocket.RawData, isBinary: boolean): void {
    if (!this.#acceptsFrame()) return;
    if (isBinary) this.#session?.sendError(binaryFrame);
    else this.#session?.receive(textOf(data));
  }

  onPing(data: Buffer): void {
    if (!this.#acceptsFrame()) return;
    if (this.#socket.bufferedAmount < this.#context.maxBytesInFlight) this.#socket.pong(data);
  }

  /** The answer to a ping of ours is no message of the client. */
  onPong(): void {
    if (!this.#context.heartbeat.recordPong(this)) this.#acceptsFrame();
  }

  /** Counts a frame of the client. Stops to read from one that floods on after it was closed. */
  #acceptsFrame(): boolean {
    if (this.#closing === undefined) return this.#session?.acceptsFrame() ?? false;
    this.#framesAfterClose += 1;
    if (this.#framesAfterClose === maxFramesAfterClose) this.#socket.pause();
    return false;
  }

  /** The code is the client's. Where it sent none, the server's own code counts. */
  onClose(code: number): void {
    const { heartbeat, sessions } = this.#context;
    heartbeat.remove(this);
    if (this.#session === undefined) return;
    sessions.remove(this.#session, code === noCloseFrame ? (this.#closing?.code ?? noCloseFrame) : code);
  }
}

/**
 * The frames that are read from a client after the server has closed. Those that were on their way do not matter; one that
 * sends more is not read any more, and cut after the time for the closing handshake.
 */
const maxFramesAfterClose = 1_000;

/** RFC 6455, 7.1.5: the code of a connection that ended without a Close frame of the peer. */
const noCloseFrame = 1006;

export interface ClosingOptions {
  /** The time in ms after which the connection is cut when the peer has not answered. */
  readonly timeoutMs: number;
  readonly reason?: string;
}

/** Stops to read from a socket that goes on to send, and has no session that would count its frames. */
export function boundFrames(socket: WebSocket): void {
  let frames = 0;
  const count = (): void => {
    frames += 1;
    if (frames === maxFramesAfterClose) socket.pause();
  };
  socket.on('message', count).on('ping', count).on('pong', count);
}

/** Starts the closing handshake of a socket, and cuts the connection after a timeout. */
export function closeSocket(socket: WebSocket, code: number, { timeoutMs, reason }: ClosingOptions): void {
  if (socket.readyState === socket.CLOSED) return;
  const timeout = setTimeout(() => {
    socket.terminate();
  }, timeoutMs);
  socket.once('close', () => {
    clearTimeout(timeout);
  });
  socket.close(code, reason);
}

/** Resolves when a socket is closed. */
export function whenClosed(socket: WebSocket): Promise<void> {
  if (socket.readyState === socket.CLOSED) return Promise.resolve();
  return new Promise((resolve) => {
    socket.once('close', () => {
      resolve();
    });
  });
}

const connectionOf = (socket: WebSocket): WebSocketConnection | undefined =>
  socket instanceof ClientSocket ? socket.connection : undefined;

function onMessage(this: WebSocket, data: WebSocket.RawData, isBinary: boolean): void {
  connectionOf(this)?.onMessage(data, isBinary);
}

function onPing(this: WebSocket, data: Buffer): void {
  connectionOf(this)?.onPing(data);
}

function onPong(this: WebSocket): void {
  connectionOf(this)?.onPong();
}

/** Called on a protocol error of the peer. `ws` has sent a Close, but would wait 30 s for the peer to answer it. */
function onError(this: WebSocket, error: NodeJS.ErrnoException): void {
  connectionOf(this)?.close(codesByError.get(error.code ?? '') ?? closeCodes.protocolError);
}

/** The code with which `ws` closes, by its error. For all other errors it is the one of a protocol error. */
const codesByError: ReadonlyMap<string, number> = new Map([
  ['WS_ERR_INVALID_UTF8', closeCodes.badText],
  ['WS_ERR_TOO_MANY_BUFFERED_PARTS', closeCodes.policy],
  ['WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH', closeCodes.tooBig],
  ['WS_ERR_UNSUPPORTED_MESSAGE_LENGTH', closeCodes.tooBig],
]);

function onClose(this: WebSocket, code: number): void {
  connectionOf(this)?.onClose(code);
}

function textOf(data: WebSocket.RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString();
  return Buffer.isBuffer(data) ? data.toString() : Buffer.from(data).toString();
}
