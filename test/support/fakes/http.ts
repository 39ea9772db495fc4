import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { listenOn, type Refusal } from './refusal.ts';

export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** An answer; undefined keeps the request waiting, and a function does as it likes. */
export type Response = Answer | undefined | ((response: ServerResponse) => void);

/** An HTTP server on a real socket that answers as a test asks it to, and notes what it was asked. */
export class FakeHttp {
  readonly url: string;
  readonly requests: IncomingMessage[] = [];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #refusals: Refusal[] = [];
  #resets = 0;

  private constructor(server: Server, url: string) {
    this.#server = server;
    this.url = url;
  }

  static async start(handle: (request: IncomingMessage) => Response): Promise<FakeHttp> {
    const server = createServer();
    const fake = new FakeHttp(server, await listenOn(server));
    server.on('connection', (socket) => {
      fake.#sockets.add(socket);
      socket.on('close', () => fake.#sockets.delete(socket));
    });
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      fake.requests.push(request);
      if (fake.#resets > 0) {
        fake.#resets -= 1;
        request.socket.resetAndDestroy();
        return;
      }
      const answer = fake.#refusals.shift() ?? handle(request);
      if (typeof answer === 'function') answer(response);
      else if (answer !== undefined) response.writeHead(answer.status ?? 200, answer.headers).end(answer.body);
    });
    return fake;
  }

  /** The TCP connections that are open now. */
  get openSockets(): number {
    return this.#sockets.size;
  }

  get paths(): readonly string[] {
    return this.requests.map(({ url = '' }) => url);
  }

  /** Answers the next requests with these. */
  refuse(...refusals: readonly Refusal[]): void {
    this.#refusals.push(...refusals);
  }

  /** Cuts the connection of the next request. */
  reset(): void {
    this.#resets += 1;
  }

  /** Cuts all connections. */
  cut(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  async close(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }
}
