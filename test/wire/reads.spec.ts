import { once } from 'node:events';
import { get, request, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { refuseUpgrade } from '../../src/delivery/index.ts';
import { createHttp, type CutReason, type HttpOptions, type HttpServer } from '../../src/http/index.ts';
import type { StoredHistory, StoredPost } from '../../src/model/index.ts';
import { memoryArchive } from '../support/memory-archive.ts';

let http: HttpServer;
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await http.close();
});

const stored: StoredPost = {
  post: { id: '1', source: 'demo', at: 1, text: 'I love pizza '.repeat(100) },
  score: { compound: 0.6369, pos: 0.5, neu: 0.5, neg: 0 },
  topic: { compound: 0.6369, polarityIndex: 0 },
  hashtags: {},
};

/** A server whose store answers as it is told, and counts how often it is read at once. */
async function serve(options: Partial<HttpOptions> = {}) {
  const seen = { exports: 0, mostExports: 0, reads: 0, mostReads: 0, asked: 0, refused: new Array<CutReason>() };
  const turns: (() => void)[] = [];
  const exported: StoredHistory['exported'] = async function* () {
    seen.exports += 1;
    seen.mostExports = Math.max(seen.mostExports, seen.exports);
    try {
      for (;;) yield await Promise.resolve(Array.from({ length: 100 }, () => stored));
    } finally {
      seen.exports -= 1;
    }
  };
  const recent: StoredHistory['recent'] = async () => {
    seen.reads += 1;
    seen.asked += 1;
    seen.mostReads = Math.max(seen.mostReads, seen.reads);
    await new Promise<void>((resolve) => turns.push(resolve));
    seen.reads -= 1;
    return { posts: [] };
  };
  http = createHttp({
    unreadiness: () => [],
    api: { archive: { ...memoryArchive([]).archive, exported, recent }, tracked: () => [], now: () => 0 },
    handshake: {
      ...{ handshakeMs: 10_000, maxConnections: 2_000, refuse: refuseUpgrade },
      onCut: (reason) => seen.refused.push(reason),
    },
    onUpgrade: () => undefined,
    // The address as the client says it, so that one machine can be several.
    clientOf: ({ headers, socket }) => ({
      address: String(headers['x-client'] ?? socket.remoteAddress),
      isSecure: false,
    }),
    ...options,
  });
  const url = new URL(await http.listen(0, '127.0.0.1'));
  // The first request waits for the routes to be loaded, and so would all that come with it.
  (await ask(url, '/health')).resume();
  return { seen, turns, url };
}

/** Asks without ever reading the answer. */
function askAndIgnore({ hostname, port }: URL, path: string, client = '192.0.2.1'): Socket {
  const socket = connect(Number(port), hostname);
  sockets.push(socket);
  socket.on('error', () => undefined).pause();
  socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nX-Client: ${client}\r\n\r\n`);
  return socket;
}

async function ask(url: URL, path: string, client = '192.0.2.1'): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    get(new URL(path, url), { agent: false, headers: { 'x-client': client } }, resolve).on('error', reject);
  });
}

async function bodyOf(answer: IncomingMessage): Promise<unknown> {
  return JSON.parse(await text(answer));
}

describe('exports that nobody reads', () => {
  it('read the store twice at a time for an address, whatever their number', async () => {
    const { seen, url } = await serve();
    for (let index = 0; index < 300; index += 1) askAndIgnore(url, '/v1/export?query=pizza');
    await expect.poll(() => seen.refused.length, { timeout: 20_000 }).toBe(298);
    expect(new Set(seen.refused)).toEqual(new Set(['exports']));
    expect(seen.mostExports).toBe(2);
  });

  it('read it eight times at a time in all, and others are told when to come again', async () => {
    const { seen, url } = await serve();
    for (let index = 0; index < 40; index += 1) askAndIgnore(url, '/v1/export?query=pizza', `198.51.100.${index % 20}`);
    await expect.poll(() => seen.refused.length, { timeout: 20_000 }).toBe(32);
    expect(seen.mostExports).toBe(8);
    const answer = await ask(url, '/v1/export?query=pizza');
    expect(answer.statusCode).toBe(429);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    expect(await bodyOf(answer)).toEqual({
      error: {
        code: 'too_many',
        message:
          'Too many exports: the server has 8 in progress, the most at a time. Wait for one to end, then try again.',
      },
    });
  });

  it('are cut, and make room for others', async () => {
    const { seen, url } = await serve({ limits: { stallMs: 100 } });
    const ignoring = [1, 2].map(() => askAndIgnore(url, '/v1/export?query=pizza'));
    await Promise.all(ignoring.map((socket) => once(socket, 'connect')));
    await expect.poll(() => seen.exports).toBe(2);
    await expect.poll(() => seen.exports, { timeout: 10_000 }).toBe(0);
    expect(seen.refused).toEqual(['stalled', 'stalled']);
    const answer = await ask(url, '/v1/export?query=pizza');
    expect(answer.statusCode).toBe(200);
    answer.destroy();
  });
});

describe('reads of the store', () => {
  const posts = '/v1/posts?query=pizza';

  it('are four at a time for an address; others wait, and beyond a bound are refused', async () => {
    const { seen, turns, url } = await serve({
      limits: { reads: { maxPerOwner: 4, max: 8, maxWaitingPerOwner: 10, maxWaiting: 100 } },
    });
    const answers = Array.from({ length: 20 }, () => ask(url, posts));
    const done = Promise.all(answers).then((all) => all.map(({ statusCode }) => statusCode).toSorted());
    await expect.poll(() => seen.refused.length).toBe(6);
    while (seen.asked < 14 || turns.length > 0) {
      turns.shift()?.();
      await sleep(1);
    }
    expect(await done).toEqual([...Array.from({ length: 14 }, () => 200), ...Array.from({ length: 6 }, () => 429)]);
    expect(seen.mostReads).toBe(4);
    expect(new Set(seen.refused)).toEqual(new Set(['reads']));
  });

  it('of one address let those of another have their turn', async () => {
    const { seen, turns, url } = await serve();
    for (let index = 0; index < 30; index += 1) askAndIgnore(url, posts, '198.51.100.1');
    await expect.poll(() => seen.reads).toBe(4);
    const other = ask(url, posts, '198.51.100.2');
    await expect.poll(() => seen.reads).toBe(5);
    turns[4]?.();
    expect((await other).statusCode).toBe(200);
  });

  const long = [`${posts}&search=crust`, `${posts}&order=strongest`];

  it('of many posts are two at a time for an address', async () => {
    const { seen, url } = await serve();
    for (const path of [...long, ...long]) askAndIgnore(url, path);
    await expect.poll(() => seen.reads).toBe(2);
    await ask(url, '/health');
    expect(seen.mostReads).toBe(2);
  });

  it('of many posts are four at a time in all, and delay no others', async () => {
    const { seen, turns, url } = await serve();
    const clients = ['198.51.100.1', '198.51.100.2', '198.51.100.3'];
    for (const client of clients) for (const path of [...long, ...long]) askAndIgnore(url, path, client);
    await expect.poll(() => seen.reads).toBe(4);
    const other = ask(url, posts, '198.51.100.4');
    await expect.poll(() => seen.reads).toBe(5);
    turns[4]?.();
    expect((await other).statusCode).toBe(200);
    expect(seen.mostReads).toBe(5);
  });

  it('are not made for a client that has left while it waited', async () => {
    const { seen, turns, url } = await serve();
    const staying = Array.from({ length: 4 }, () => ask(url, posts));
    await expect.poll(() => seen.reads).toBe(4);
    const leaving = [1, 2, 3].map(() => askAndIgnore(url, posts));
    await Promise.all(leaving.map((socket) => once(socket, 'connect')));
    await ask(url, '/health');
    for (const socket of leaving) socket.destroy();
    await ask(url, '/health');
    for (const turn of turns.splice(0)) turn();
    expect((await Promise.all(staying)).map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 200]);
    const last = ask(url, posts);
    await expect.poll(() => seen.asked).toBe(5);
    turns[0]?.();
    expect((await last).statusCode).toBe(200);
  });

  it('may take longer than a client may take for its answer', async () => {
    const { seen, turns, url } = await serve({ limits: { stallMs: 50 } });
    const answer = ask(url, posts);
    await expect.poll(() => seen.reads).toBe(1);
    await sleep(300);
    turns[0]?.();
    expect(await bodyOf(await answer)).toEqual({ posts: [] });
    expect(seen.refused).toEqual([]);
  });
});

describe('requests in progress', () => {
  const limits = { requests: { maxPerOwner: 3, max: 5, maxWaitingPerOwner: 0, maxWaiting: 0 } };

  it('have a bound for an address and in all, beyond which only the health check is answered', async () => {
    const { seen, url } = await serve({ limits });
    const path = '/v1/posts?query=pizza';
    for (let index = 0; index < 3; index += 1) askAndIgnore(url, path);
    await expect.poll(() => seen.reads).toBe(3);
    const answer = await ask(url, path);
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([429, '1']);
    expect(await bodyOf(answer)).toMatchObject({ error: { code: 'too_many' } });
    for (let index = 0; index < 2; index += 1) askAndIgnore(url, path, '198.51.100.2');
    await expect.poll(() => seen.reads).toBe(5);
    expect((await ask(url, path, '198.51.100.3')).statusCode).toBe(429);
    expect((await ask(url, '/health')).statusCode).toBe(200);
    expect(seen.refused).toEqual(['requests', 'requests']);
  });

  it('do not count once they are answered, nor while they are streams of events', async () => {
    const stream = () => new ReadableStream<Uint8Array>();
    const { seen, url } = await serve({ limits, stream });
    for (let index = 0; index < 10; index += 1) {
      expect((await ask(url, '/v1/queries')).resume().statusCode).toBe(200);
      askAndIgnore(url, '/v1/stream?track=pizza');
    }
    expect((await ask(url, '/v1/queries')).statusCode).toBe(200);
    expect(seen.refused).toEqual([]);
  });
});

describe('explanations', () => {
  it('run as many at a time as they may, wait in turn, and are refused beyond that', async () => {
    const running = { now: 0, most: 0, ends: new Array<() => void>() };
    const explain = async (): Promise<string> => {
      running.now += 1;
      running.most = Math.max(running.most, running.now);
      await new Promise<void>((resolve) => running.ends.push(resolve));
      running.now -= 1;
      return '{}';
    };
    const limits = {
      reads: { maxPerOwner: 100, max: 100, maxWaitingPerOwner: 0, maxWaiting: 0 },
      explanations: { maxPerOwner: 2, max: 2, maxWaitingPerOwner: 4, maxWaiting: 100 },
    };
    const { seen, url } = await serve({ explain, limits });
    const post = async (): Promise<IncomingMessage> =>
      new Promise((resolve, reject) => {
        const headers = { 'content-type': 'application/json' };
        const asked = request(new URL('/v1/explain', url), { method: 'POST', agent: false, headers }, resolve);
        asked.on('error', reject).end('{"text":"I love pizza"}');
      });
    const answers = Promise.all(Array.from({ length: 16 }, post));
    await expect.poll(() => seen.refused.length).toBe(10);
    for (let ended = 0; ended < 6; ended += 1) {
      await expect.poll(() => running.ends.length).toBeGreaterThan(0);
      running.ends.shift()?.();
    }
    const statuses = (await answers).map(({ statusCode }) => statusCode);
    expect(statuses.filter((status) => status === 200)).toHaveLength(6);
    expect(statuses.filter((status) => status === 429)).toHaveLength(10);
    expect(running.most).toBe(2);
    expect(new Set(seen.refused)).toEqual(new Set(['explanations']));
  });
});
