import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { listenOn, refuse, type Refusal } from './refusal.ts';

interface Entry {
  readonly seq: number;
  readonly timeUs: number;
  readonly v1: string;
  readonly v2: string;
}

export interface FakeJetstreamOptions {
  /** Which of the two wires it speaks; the other is 404. */
  readonly wires?: readonly ('v1' | 'v2')[];
  /** The number of its first event: every instance counts from elsewhere. */
  readonly firstSeq?: number;
  /** The time of its first event, in ms. */
  readonly firstAt?: number;
}

type Fields = Readonly<Record<string, unknown>>;

/** A Jetstream server that speaks both wires over real sockets, keeps a log to play back, and fails on command. */
export class FakeJetstream {
  readonly url: string;
  /** Path and query of each handshake. */
  readonly requests: string[] = [];
  readonly #server: Server;
  readonly #sockets = new Map<WebSocket, 'v1' | 'v2'>();
  readonly #pipes = new Set<Duplex>();
  readonly #log: Entry[] = [];
  readonly #refusals: Refusal[] = [];
  readonly #first: number;
  #floor = 0;
  #greeting: string | undefined;
  #timeUs: number;
  #stalled = false;

  private constructor(server: Server, url: string, options: FakeJetstreamOptions) {
    const { wires = ['v1', 'v2'], firstSeq = 1_000, firstAt = Date.now() } = options;
    this.#server = server;
    this.url = url;
    this.#first = firstSeq;
    this.#timeUs = firstAt * 1_000;
    const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
    server.on('connection', (pipe: Duplex) => {
      this.#pipes.add(pipe);
      pipe.on('close', () => this.#pipes.delete(pipe));
    });
    server.on('upgrade', (request: IncomingMessage, pipe: Duplex, head: Buffer) => {
      pipe.on('error', () => undefined);
      this.requests.push(request.url ?? '');
      const address = new URL(request.url ?? '', url);
      const wire = address.pathname === '/subscribe' ? 'v1' : 'v2';
      const known = wire === 'v1' || address.pathname === '/xrpc/network.bsky.jetstream.subscribeEvents';
      const refusal = this.#refusals.shift() ?? (known && wires.includes(wire) ? undefined : { status: 404 });
      if (refusal !== undefined) {
        refuse(pipe, refusal);
        return;
      }
      sockets.handleUpgrade(request, pipe, head, (socket) => {
        this.#accept(socket, wire, address.searchParams.get('cursor'));
      });
    });
  }

  static async start(options: FakeJetstreamOptions = {}): Promise<FakeJetstream> {
    const server = createServer((_, response) => response.writeHead(404).end());
    const url = await listenOn(server);
    return new FakeJetstream(server, url.replace('http', 'ws'), options);
  }

  /** The TCP connections that are open now. */
  get openSockets(): number {
    return this.#pipes.size;
  }

  get cursors(): readonly (string | null)[] {
    return this.requests.map((request) => new URL(request, this.url).searchParams.get('cursor'));
  }

  #accept(socket: WebSocket, wire: 'v1' | 'v2', cursor: string | null): void {
    socket.on('error', () => undefined);
    socket.on('close', () => this.#sockets.delete(socket));
    // A client that sends anything is thrown out (v2 is server-push only).
    socket.on('message', () => {
      socket.terminate();
    });
    this.#sockets.set(socket, wire);
    if (this.#greeting !== undefined) socket.send(this.#greeting);
    this.#greeting = undefined;
    if (cursor === null) return;
    const from = Number(cursor);
    const byTime = wire === 'v1' || from >= 1e15;
    for (const entry of this.#log.slice(this.#floor)) {
      if (byTime ? entry.timeUs >= from : entry.seq >= from) socket.send(entry[wire]);
    }
  }

  #append(make: (seq: number, timeUs: number) => Pick<Entry, 'v1' | 'v2'>): void {
    const seq = this.#first + this.#log.length;
    this.#timeUs += 1_000;
    const entry = { seq, timeUs: this.#timeUs, ...make(seq, this.#timeUs) };
    this.#log.push(entry);
    if (this.#stalled) return;
    for (const [socket, wire] of this.#sockets) socket.send(entry[wire]);
  }

  /** Creates a post with this text; answers with its rkey. */
  post(text: string, fields: Fields = {}): string {
    const rkey = `r${this.#log.length}`;
    const record = { $type: 'app.bsky.feed.post', createdAt: '2001-01-01T00:00:00Z', text, ...fields };
    this.commit({ operation: 'create', collection: 'app.bsky.feed.post', rkey, cid: 'bafy', record });
    return rkey;
  }

  /** Any commit. */
  commit(commit: Fields): void {
    const did = 'did:plc:ann';
    this.#append((seq, timeUs) => ({
      v1: JSON.stringify({ did, time_us: timeUs, kind: 'commit', commit: { rev: 'rev', ...commit }, cursor: seq }),
      v2: JSON.stringify({
        $type: 'message',
        payload: {
          $type: 'network.bsky.jetstream.subscribeEvents#commit',
          seq,
          did,
          time: new Date(timeUs / 1_000).toISOString(),
          rev: 'rev',
          ...commit,
        },
      }),
    }));
  }

  /** What is sent whatever was asked for. */
  noise(kind: 'identity' | 'account'): void {
    const did = 'did:plc:bob';
    this.#append((seq, timeUs) => ({
      v1: JSON.stringify({ did, time_us: timeUs, kind, [kind]: { did, seq, time: '2024-09-05T06:11:04.870Z' } }),
      v2: JSON.stringify({
        $type: 'message',
        payload: {
          $type: `network.bsky.jetstream.subscribeEvents#${kind}`,
          seq,
          did,
          time: new Date(timeUs / 1_000).toISOString(),
        },
      }),
    }));
  }

  /** An account of bob has changed its state. */
  account(state: { readonly active: boolean; readonly status?: string }): void {
    const did = 'did:plc:bob';
    this.#append((seq, timeUs) => {
      const account = { did, seq, time: new Date(timeUs / 1_000).toISOString(), ...state };
      const $type = 'network.bsky.jetstream.subscribeEvents#account';
      return {
        v1: JSON.stringify({ did, time_us: timeUs, kind: 'account', account }),
        v2: JSON.stringify({ $type: 'message', payload: { $type, ...account } }),
      };
    });
  }

  /** Sends a frame as it is to all. */
  raw(frame: string | Uint8Array): void {
    for (const socket of this.#sockets.keys()) socket.send(frame);
  }

  /** Answers the next handshakes with these. */
  refuse(...refusals: readonly Refusal[]): void {
    this.#refusals.push(...refusals);
  }

  /** Forgets all events up to now: a cursor before them is silently moved up. */
  forget(): void {
    this.#floor = this.#log.length;
  }

  /** Lets time pass in which nothing happens. */
  sleep(ms: number): void {
    this.#timeUs += ms * 1_000;
  }

  /** Sends this to the next client before anything else. */
  greet(frame: Fields): void {
    this.#greeting = JSON.stringify(frame);
  }

  /** Cuts all connections without a close frame: 1006. */
  cut(): void {
    for (const socket of this.#sockets.keys()) socket.terminate();
  }

  /** Goes on to accept and to hold connections, but sends nothing. */
  stall(stalled: boolean): void {
    this.#stalled = stalled;
  }

  async close(): Promise<void> {
    this.cut();
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }
}
