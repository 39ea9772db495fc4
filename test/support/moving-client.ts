import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { isRecord, parseJson } from '../../src/model/index.ts';

/** A client that goes on at another server with its token whenever its own is gone. */
export class MovingClient {
  /** The texts of the posts that it has received, in their order. */
  readonly texts: string[] = [];
  /** The times at which they came, in epoch ms. */
  readonly arrivals: number[] = [];
  /** Gaps in which something was lost, as they were told. */
  readonly losses: string[] = [];
  readonly gaps: Readonly<Record<'source' | 'filled', string> & Record<'from' | 'to', number>>[] = [];
  /** The sentences that it was told about sources that are not live. */
  readonly reasons = new Set<string>();
  /** True if its sources were live when it was told of them last. */
  isLive = false;
  /** The connections that it has made. */
  connections = 0;
  returns = 0;
  resumed = 0;
  readonly #query: string;
  readonly #pick: () => string;
  #token: string | undefined;
  #isOver = false;
  #socket: WebSocket | undefined;

  constructor(query: string, pick: () => string) {
    this.#query = query;
    this.#pick = pick;
    void this.#run();
  }

  /** Cuts its connection, so that it goes on elsewhere. */
  cut(): void {
    this.#socket?.terminate();
  }

  stop(): void {
    this.#isOver = true;
    this.#socket?.terminate();
  }

  async #run(): Promise<void> {
    while (!this.#isOver) {
      await this.#connect(this.#pick());
      await sleep(100);
    }
  }

  #connect(url: string): Promise<void> {
    return new Promise((resolve) => {
      const socket = new WebSocket(`${url.replace('http', 'ws')}/track`, 'undertone.v1', { handshakeTimeout: 2_000 });
      this.#socket = socket;
      socket.on('open', () => {
        this.connections += 1;
        socket.send(JSON.stringify({ type: 'track', id: 'q', query: this.#query, resume: this.#token }));
      });
      socket.on('message', (data) => {
        if (Buffer.isBuffer(data)) this.#receive(parseJson(data.toString()));
      });
      socket.on('error', () => undefined);
      socket.on('close', () => {
        resolve();
      });
    });
  }

  #receive(frame: unknown): void {
    if (!isRecord(frame)) return;
    if (frame['type'] === 'tracking' && typeof frame['resumed'] === 'boolean') {
      this.returns += 1;
      if (frame['resumed']) this.resumed += 1;
    }
    if (frame['type'] === 'tracking' && isRecord(frame['upstream'])) {
      this.isLive = Object.values(frame['upstream']).every((state) => state === 'live');
    }
    if (frame['type'] === 'tracking' && isRecord(frame['reasons'])) {
      for (const reason of Object.values(frame['reasons'])) this.reasons.add(String(reason));
    }
    if (frame['type'] === 'gap' && frame['filled'] !== 'full') {
      const { source, filled, from, to } = frame;
      this.losses.push(JSON.stringify(frame));
      this.gaps.push({ source: String(source), filled: String(filled), from: Number(from), to: Number(to) });
    }
    if (frame['type'] === 'post' && isRecord(frame['post'])) {
      this.texts.push(String(frame['post']['text']));
      this.arrivals.push(Date.now());
    }
    if (typeof frame['resume'] === 'string') this.#token = frame['resume'];
  }
}
