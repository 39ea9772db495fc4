import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import { isRecord, parseJson } from '../../../src/model/index.ts';
import { subprotocol, type ServerFrame } from '../../../src/protocol/index.ts';
import { welcomeFrame } from '../frames.ts';

/** A session of the fake server: the test reads what came and says what goes. */
export class FakeSession {
  /** The address that was asked for, from `/` on. */
  readonly url: string;
  readonly socket: WebSocket;
  readonly #received: unknown[] = [];
  readonly #waiting: ((message: unknown) => void)[] = [];
  readonly #closed: Promise<number>;

  constructor(socket: WebSocket, request: IncomingMessage) {
    this.socket = socket;
    this.url = request.url ?? '';
    socket.on('message', (data) => {
      const message = parseJson(Buffer.isBuffer(data) ? data.toString() : '');
      const take = this.#waiting.shift();
      if (take === undefined) this.#received.push(message);
      else take(message);
    });
    this.#closed = new Promise((resolve) => socket.once('close', resolve));
  }

  /** The client's next message. */
  next(): Promise<unknown> {
    if (this.#received.length > 0) return Promise.resolve(this.#received.shift());
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** The `id` of the next message, which has to be a `track`. */
  async tracked(): Promise<string> {
    const message = await this.next();
    if (isRecord(message) && message['type'] === 'track' && typeof message['id'] === 'string') return message['id'];
    throw new Error(`expected track, and got ${JSON.stringify(message)}`);
  }

  send(...frames: readonly ServerFrame[]): void {
    for (const frame of frames) this.socket.send(JSON.stringify(frame));
  }

  close(code: number, reason = ''): void {
    this.socket.close(code, reason);
  }

  /** Breaks the connection without a close frame. */
  cut(): void {
    this.socket.terminate();
  }

  /** Reads nothing more, not even the client's close. */
  stall(): void {
    this.socket.pause();
  }

  /** The code with which the client, or we, closed. */
  closed(): Promise<number> {
    return this.#closed;
  }
}

export interface FakeServerOptions {
  /** 0 takes a free one. */
  readonly port?: number;
  /** Whether a session is welcomed by itself. */
  readonly welcome?: boolean;
  /** The subprotocol that is taken; undefined takes none. */
  readonly protocol?: string;
}

/** A server that speaks `undertone.v1` as far as a test scripts it. */
export class FakeUndertone {
  readonly #http = createServer((request, response) => {
    const { url = '', headers } = request;
    this.requests.push({ url, authorization: headers.authorization });
    const [path = ''] = url.split('?');
    const { status, body } = this.answers[path] ?? { status: 404, body: {} };
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  readonly #sockets: WebSocketServer;
  readonly #sessions: FakeSession[] = [];
  readonly #waiting: ((session: FakeSession) => void)[] = [];
  /** While set, handshakes are answered with this status. */
  refuseWith: number | undefined;
  handshakes = 0;
  /** The answers to HTTP requests, by path; 404 for the rest. */
  answers: Readonly<Record<string, { readonly status: number; readonly body: unknown }>> = {};
  /** The requests by HTTP that came. */
  readonly requests: { readonly url: string; readonly authorization: string | undefined }[] = [];

  private constructor({ welcome = true, protocol = subprotocol }: FakeServerOptions) {
    this.#sockets = new WebSocketServer({ noServer: true, handleProtocols: () => protocol });
    this.#http.on('upgrade', (request, socket, head) => {
      // A client may be gone before it has read the answer.
      socket.on('error', () => undefined);
      this.handshakes += 1;
      if (this.refuseWith !== undefined) {
        socket.end(`HTTP/1.1 ${this.refuseWith} No\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
        return;
      }
      this.#sockets.handleUpgrade(request, socket, head, (client) => {
        const session = new FakeSession(client, request);
        if (welcome) session.send(welcomeFrame());
        const take = this.#waiting.shift();
        if (take === undefined) this.#sessions.push(session);
        else take(session);
      });
    });
  }

  static async start(options: FakeServerOptions = {}): Promise<FakeUndertone> {
    const server = new FakeUndertone(options);
    server.#http.listen(options.port ?? 0, '127.0.0.1');
    await once(server.#http, 'listening');
    return server;
  }

  get port(): number {
    const address: AddressInfo | string | null = this.#http.address();
    if (address === null || typeof address === 'string') throw new Error('the fake server does not listen');
    return address.port;
  }

  get url(): string {
    return `ws://127.0.0.1:${this.port}/track`;
  }

  /** The next session that comes. */
  session(): Promise<FakeSession> {
    const session = this.#sessions.shift();
    return session === undefined ? new Promise((resolve) => this.#waiting.push(resolve)) : Promise.resolve(session);
  }

  async stop(): Promise<void> {
    for (const client of this.#sockets.clients) client.terminate();
    this.#http.closeAllConnections();
    this.#http.close();
    await once(this.#http, 'close');
  }
}
