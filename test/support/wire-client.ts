import { once } from 'node:events';
import { Duplex } from 'node:stream';
import { WebSocket, type ClientOptions } from 'ws';
import { isRecord } from '../../src/model/index.ts';

/** A WebSocket client that queues its messages, so that a test reads them in order and misses none. */
export class WireClient {
  readonly socket: WebSocket;
  readonly #messages: string[] = [];
  readonly #waiting: ((message: string) => void)[] = [];
  readonly #closed: Promise<number>;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', (data) => {
      const message = Buffer.isBuffer(data) ? data.toString() : '';
      const next = this.#waiting.shift();
      if (next === undefined) this.#messages.push(message);
      else next(message);
    });
    socket.on('error', () => undefined);
    this.#closed = new Promise((resolve) => socket.once('close', resolve));
  }

  /** Opens a client of `undertone.v1` and waits for its `welcome`. */
  static async openV1(url: string, options: ClientOptions = {}): Promise<WireClient> {
    const client = await WireClient.open(url, options, 'undertone.v1');
    await client.next();
    return client;
  }

  static async open(url: string, options: ClientOptions = {}, subprotocol?: string): Promise<WireClient> {
    const address = `${url.replace('http', 'ws')}/track`;
    const socket =
      subprotocol === undefined ? new WebSocket(address, options) : new WebSocket(address, subprotocol, options);
    const client = new WireClient(socket);
    await once(socket, 'open');
    return client;
  }

  send(message: string | Uint8Array): void {
    this.socket.send(message);
  }

  track(query: string): void {
    this.send(JSON.stringify({ track: query }));
  }

  /** Writes raw bytes to the connection. */
  writeRaw(bytes: Uint8Array): void {
    const duplex: unknown = Reflect.get(this.socket, '_socket');
    if (!(duplex instanceof Duplex)) throw new Error('There is nothing to write to.');
    duplex.write(bytes);
  }

  /** Sends a message of `undertone.v1`. */
  sendMessage(message: Readonly<Record<string, unknown>>): void {
    this.send(JSON.stringify(message));
  }

  /** Returns the next frame of a type, parsed, and skips the frames before it. */
  async nextOf(type: string): Promise<Readonly<Record<string, unknown>>> {
    for (;;) {
      const frame = await this.next();
      if (isRecord(frame) && frame['type'] === type) return frame;
    }
  }

  /** Tracks a query under an id, and returns the answer once upstream is live. */
  async trackLive(id: string, query: string, more: Readonly<Record<string, unknown>> = {}) {
    this.sendMessage({ type: 'track', id, query, ...more });
    for (;;) {
      const frame = await this.nextOf('tracking');
      if (frame['id'] === id && isRecord(frame['upstream']) && frame['upstream']['test'] === 'live') return frame;
    }
  }

  /** Returns the next message, parsed. */
  async next(): Promise<unknown> {
    const message = this.#messages.shift() ?? (await new Promise<string>((resolve) => this.#waiting.push(resolve)));
    return JSON.parse(message);
  }

  /** Resolves once the server has read everything sent so far: it answers pings in order. */
  async settled(): Promise<void> {
    this.socket.ping();
    await once(this.socket, 'pong');
  }

  /** Resolves with the code with which the connection is closed. */
  closed(): Promise<number> {
    return this.#closed;
  }

  close(): Promise<number> {
    this.socket.close(1000);
    return this.#closed;
  }
}
