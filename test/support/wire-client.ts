import { once } from 'node:events';
import { WebSocket, type ClientOptions } from 'ws';

/** A WebSocket client that queues what it gets, so that a test reads it in order and misses nothing. */
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

  static async open(url: string, options: ClientOptions = {}): Promise<WireClient> {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/track`, options);
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

  /** The next message, parsed. */
  async next(): Promise<unknown> {
    const message = this.#messages.shift() ?? (await new Promise<string>((resolve) => this.#waiting.push(resolve)));
    return JSON.parse(message);
  }

  /** Resolves once the server has taken all that was sent: it answers pings in turn. */
  async settled(): Promise<void> {
    this.socket.ping();
    await once(this.socket, 'pong');
  }

  /** The code with which the connection was closed. */
  closed(): Promise<number> {
    return this.#closed;
  }

  close(): Promise<number> {
    this.socket.close(1000);
    return this.#closed;
  }
}
