import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { schnorr } from '@noble/curves/secp256k1.js';
import { WebSocketServer, type WebSocket } from 'ws';
import { isRecord, parseJson } from '../../../src/model/index.ts';
import type { Note } from '../../../src/sources/nostr/note.ts';
import { listenOn, refuse, type Refusal } from './refusal.ts';

/** An author, with a key of its own. */
export class Author {
  readonly #secret: Uint8Array;
  readonly pubkey: string;

  constructor(name: string) {
    this.#secret = createHash('sha256').update(name).digest();
    this.pubkey = Buffer.from(schnorr.getPublicKey(this.#secret)).toString('hex');
  }

  /** Signs an event (NIP-01, BIP-340). */
  sign(fields: Pick<Note, 'created_at' | 'kind' | 'tags' | 'content'>): Note {
    const { pubkey } = this;
    const { created_at: createdAt, kind, tags, content } = fields;
    const digest = createHash('sha256')
      .update(JSON.stringify([0, pubkey, createdAt, kind, tags, content]))
      .digest();
    const sig = Buffer.from(schnorr.sign(digest, this.#secret)).toString('hex');
    return { ...fields, pubkey, id: digest.toString('hex'), sig };
  }
}

interface Subscription {
  readonly kinds: readonly number[];
  readonly since: number;
}

const numberIn = (value: unknown, otherwise: number): number => (typeof value === 'number' ? value : otherwise);

/** A Nostr relay that speaks NIP-01 over real sockets, keeps its events to be asked for, and fails on command. */
export class FakeRelay {
  readonly url: string;
  /** The messages of clients. */
  readonly received: unknown[] = [];
  /** The most stored events that it sends for a request, whatever was asked for. */
  maxPage = 500;
  /** Its clock, in epoch ms. */
  clock = (): number => Date.now();
  handshakes = 0;
  readonly ann = new Author('ann');
  readonly #server: Server;
  readonly #sockets = new Map<WebSocket, Map<string, Subscription>>();
  readonly #pipes = new Set<Duplex>();
  readonly #events: Note[] = [];
  readonly #refusals: Refusal[] = [];
  /** Messages that answer the next requests, instead of events. */
  readonly #answers: string[][] = [];
  #isHushed = false;

  private constructor(server: Server, url: string) {
    this.#server = server;
    this.url = url;
    const sockets = new WebSocketServer({ noServer: true, autoPong: false });
    server.on('connection', (pipe: Duplex) => {
      this.#pipes.add(pipe);
      pipe.on('close', () => this.#pipes.delete(pipe));
    });
    server.on('upgrade', (request: IncomingMessage, pipe: Duplex, head: Buffer) => {
      pipe.on('error', () => undefined);
      this.handshakes += 1;
      const refusal = this.#refusals.shift() ?? (request.url === '/' ? undefined : { status: 404 });
      if (refusal !== undefined) {
        refuse(pipe, refusal);
        return;
      }
      sockets.handleUpgrade(request, pipe, head, (socket) => {
        this.#accept(socket);
      });
    });
  }

  static async start(): Promise<FakeRelay> {
    const server = createServer((_, response) => response.writeHead(404).end());
    const url = await listenOn(server);
    return new FakeRelay(server, url.replace('http', 'ws'));
  }

  get openSockets(): number {
    return this.#pipes.size;
  }

  #accept(socket: WebSocket): void {
    const subscriptions = new Map<string, Subscription>();
    this.#sockets.set(socket, subscriptions);
    socket.on('error', () => undefined);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('ping', () => {
      if (!this.#isHushed) socket.pong();
    });
    socket.on('message', (data) => {
      const message = parseJson(Buffer.isBuffer(data) ? data.toString() : '');
      this.received.push(message);
      if (this.#isHushed) return;
      const parts: readonly unknown[] = Array.isArray(message) ? message : [];
      const [type, id, filter] = parts;
      if (type === 'CLOSE') subscriptions.delete(String(id));
      if (type === 'REQ' && isRecord(filter)) this.#request(socket, String(id), filter);
    });
  }

  #request(socket: WebSocket, id: string, filter: Readonly<Record<string, unknown>>): void {
    const answer = this.#answers.shift();
    if (answer !== undefined) {
      for (const text of answer) socket.send(text.replace('SUB', id));
      return;
    }
    const kinds = Array.isArray(filter['kinds']) ? filter['kinds'].map(Number) : [];
    const [since, until] = [numberIn(filter['since'], 0), numberIn(filter['until'], Infinity)];
    const limit = Math.min(this.maxPage, numberIn(filter['limit'], 500));
    const found = this.#events
      .filter(({ kind, created_at: at }) => kinds.includes(kind) && at >= since && at <= until)
      .toSorted((a, b) => b.created_at - a.created_at);
    for (const event of found.slice(0, limit)) socket.send(JSON.stringify(['EVENT', id, event]));
    socket.send(JSON.stringify(['EOSE', id]));
    this.#sockets.get(socket)?.set(id, { kinds, since });
  }

  /** Returns a signed text note, which is not published. */
  note(content: string, fields: Partial<Note> = {}): Note {
    return this.ann.sign({ created_at: Math.floor(this.clock() / 1_000), kind: 1, tags: [], content, ...fields });
  }

  /** Stores an event and sends it to those who asked for such. */
  publish(event: Note): void {
    this.#events.push(event);
    if (this.#isHushed) return;
    for (const [socket, subscriptions] of this.#sockets) {
      for (const [id, { kinds, since }] of subscriptions) {
        if (kinds.includes(event.kind) && event.created_at >= since) socket.send(JSON.stringify(['EVENT', id, event]));
      }
    }
  }

  /** Publishes a text note; returns its id. */
  post(content: string, fields: Partial<Note> = {}): string {
    const event = this.note(content, fields);
    this.publish(event);
    return event.id;
  }

  /** Deletes a note in an author's name (NIP-09). */
  delete(id: string, by = this.ann): void {
    const at = Math.floor(this.clock() / 1_000);
    this.publish(by.sign({ created_at: at, kind: 5, tags: [['e', id]], content: '' }));
  }

  /** Sends a message as it is to all. */
  raw(message: string | Uint8Array): void {
    for (const socket of this.#sockets.keys()) socket.send(message);
  }

  /** Answers the next request with these messages, in which `SUB` stands for its subscription. */
  answer(...messages: readonly unknown[]): void {
    this.#answers.push(messages.map((message) => JSON.stringify(message)));
  }

  /** Answers the next handshakes with these. */
  refuse(...refusals: readonly Refusal[]): void {
    this.#refusals.push(...refusals);
  }

  /** Cuts all connections without a close frame. */
  cut(): void {
    for (const socket of this.#sockets.keys()) socket.terminate();
  }

  /** Goes on to hold connections, but sends nothing, not even a pong. */
  hush(isHushed: boolean): void {
    this.#isHushed = isHushed;
  }

  async close(): Promise<void> {
    this.cut();
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }
}
