import { Buffer } from 'node:buffer';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A NATS server that speaks the text protocol of core subjects over real sockets, and fails on command. */
export class FakeNats {
  readonly url: string;
  /** The connections so far. */
  attempts = 0;
  readonly #server: Server;
  /** The subscriptions of each connection: subjects by their numbers. */
  readonly #sockets = new Map<Socket, Map<string, string>>();
  readonly #errors: string[] = [];

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.url = `nats://127.0.0.1:${port}`;
    server.on('connection', (socket) => {
      this.attempts += 1;
      this.#accept(socket);
    });
  }

  static async start(): Promise<FakeNats> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address: AddressInfo | string | null = server.address();
    if (address === null || typeof address === 'string') throw new Error('a server on a port has an address');
    return new FakeNats(server, address.port);
  }

  get openSockets(): number {
    return this.#sockets.size;
  }

  #accept(socket: Socket): void {
    const subscriptions = new Map<string, string>();
    this.#sockets.set(socket, subscriptions);
    socket.on('error', () => undefined);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.write('INFO {"server_id":"FAKE","version":"2.9.10","proto":1,"headers":true,"max_payload":1048576}\r\n');
    let rest = '';
    socket.setEncoding('utf8').on('data', (text: string) => {
      const lines = `${rest}${text}`.split('\r\n');
      rest = lines.pop() ?? '';
      for (const line of lines) this.#receive(line, socket, subscriptions);
    });
  }

  #receive(line: string, socket: Socket, subscriptions: Map<string, string>): void {
    const [verb = '', first = '', second = ''] = line.split(' ');
    const error = verb === 'CONNECT' || verb === 'SUB' ? this.#errors.at(0) : undefined;
    if (error?.startsWith(verb) === true) {
      this.#errors.shift();
      socket.write(`-ERR '${error.slice(verb.length + 1)}'\r\n`);
      if (verb === 'CONNECT') socket.end();
      return;
    }
    if (verb === 'PING') socket.write('PONG\r\n');
    if (verb === 'SUB') subscriptions.set(second, first);
    if (verb === 'UNSUB') subscriptions.delete(first);
  }

  /** Publishes a message on a subject to everybody. */
  publish(subject: string, body: string | Uint8Array): void {
    const bytes = Buffer.from(body);
    for (const [socket, subscriptions] of this.#sockets) {
      for (const id of subscriptions.keys()) {
        socket.write(
          Buffer.concat([Buffer.from(`MSG ${subject} ${id} ${bytes.length}\r\n`), bytes, Buffer.from('\r\n')]),
        );
      }
    }
  }

  /** Answers the next CONNECT or SUB with an error. */
  refuse(verb: 'CONNECT' | 'SUB', error: string): void {
    this.#errors.push(`${verb} ${error}`);
  }

  cut(): void {
    for (const socket of this.#sockets.keys()) socket.destroy();
  }

  async close(): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
