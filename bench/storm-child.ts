import { WebSocket } from 'ws';
import { isRecord, isString } from '../src/model/index.ts';

/*
 * Clients in a process of their own: `storm-child.ts URL COUNT TOPICS`. Each tracks one topic, checks that it gets each
 * post of it once and in order, and notes how long the frames took. Obeys messages: `open`, `cut` (ends all connections at
 * once and comes back on all), `report` (since the last one).
 */

const [url = '', count = '0', topics = '1'] = process.argv.slice(2);
/** The most handshakes at a time: more would wait in the kernel's queue. */
const atATime = 500;

let delays: number[] = [];
let figures = { resumed: 0, refused: 0, lost: 0, twice: 0 };

class Client {
  readonly #topic: number;
  #socket: WebSocket | undefined;
  #resume: string | undefined;
  /** The number of the latest post of the topic. */
  #latest: number | undefined;

  constructor(topic: number) {
    this.#topic = topic;
  }

  /** Resolves when the query is tracked. */
  async open(): Promise<void> {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/track`, 'undertone.v1', { perMessageDeflate: false });
    this.#socket = socket;
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    socket.on('error', reject);
    socket.once('open', () => {
      const resume = this.#resume;
      const track = { type: 'track', id: 'a', query: `topic${this.#topic}`, ...(resume !== undefined && { resume }) };
      socket.send(JSON.stringify(track));
    });
    socket.on('message', (data: Buffer) => {
      const frame: unknown = JSON.parse(data.toString());
      if (!isRecord(frame) || socket !== this.#socket) return;
      if (isString(frame['resume'])) this.#resume = frame['resume'];
      if (isRecord(frame['post'])) this.#receive(String(frame['post']['text']));
      if (frame['type'] !== 'tracking') return;
      if (frame['resumed'] === true) figures.resumed += 1;
      if (frame['resumed'] === false) figures.refused += 1;
      resolve(undefined);
    });
    await promise;
  }

  cut(): void {
    this.#socket?.on('error', () => undefined);
    this.#socket?.terminate();
    this.#socket = undefined;
  }

  #receive(text: string): void {
    const [, number = NaN, at = NaN] = text.split(' ').map(Number);
    if (this.#latest !== undefined && number <= this.#latest) figures.twice += 1;
    else if (this.#latest !== undefined) figures.lost += number - this.#latest - 1;
    this.#latest = Math.max(number, this.#latest ?? 0);
    delays.push(Date.now() - at);
  }
}

const clients = Array.from({ length: Number(count) }, (_, index) => new Client(index % Number(topics)));

async function openAll(): Promise<void> {
  const waiting = clients.values();
  const open = async (): Promise<void> => {
    for (const client of waiting) await client.open();
  };
  await Promise.all(Array.from({ length: atATime }, open));
}

async function obey(order: unknown): Promise<unknown> {
  if (order === 'report') {
    const sorted = delays.toSorted((a, b) => a - b);
    const report = { ...figures, frames: sorted.length, p99Ms: sorted[Math.floor(sorted.length * 0.99)] ?? 0 };
    delays = [];
    figures = { resumed: 0, refused: 0, lost: 0, twice: 0 };
    return report;
  }
  if (order === 'cut') for (const client of clients) client.cut();
  const start = performance.now();
  await openAll();
  return { ms: performance.now() - start };
}

process.on('message', (order) => {
  void obey(order).then((answer) => process.send?.(answer));
});
process.on('disconnect', () => process.exit());
