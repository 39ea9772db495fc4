import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createServer, type Server } from '../../src/app/create-server.ts';
import { isRecord, recordList } from '../../src/model/index.ts';
import { FakeJetstream } from '../support/fakes/jetstream.ts';
import { NatsServers } from '../support/nats-servers.ts';
import { makePostgresPlace } from '../support/postgres-place.ts';
import { WireClient } from '../support/wire-client.ts';

const ends: (() => unknown)[] = [];
let upstream: FakeJetstream;
let gateways: readonly [Server, Server];
beforeEach(async () => {
  upstream = await FakeJetstream.start();
  ends.push(() => upstream.close());
  const servers = await NatsServers.start(1);
  ends.push(() => servers.stop());
  const place = await makePostgresPlace();
  ends.push(() => place.remove());
  const start = async () => {
    const gateway = await createServer({
      ...{ port: 0, nats: servers.urls, source: [`bluesky:${upstream.url}`], store: place.spec.url },
      ...{ dataFolder: 'none', workers: 0, logLevel: 'error' },
    });
    ends.push(() => gateway.stop());
    return gateway;
  };
  gateways = [await start(), await start()];
});
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

async function read(server: Server, path: string, list: string) {
  const answer: unknown = await (await fetch(`${server.url}${path}`)).json();
  return recordList(isRecord(answer) ? answer[list] : undefined);
}

/** A client that collects the numbers of its posts, once upstream is live. */
async function follow(server: Server, query: string, fields: Readonly<Record<string, unknown>> = {}) {
  const client = await WireClient.openV1(server.url);
  const numbers: number[] = [];
  const live = Promise.withResolvers<undefined>();
  client.socket.removeAllListeners('message');
  client.socket.on('message', (data: Buffer) => {
    const frame: unknown = JSON.parse(data.toString());
    if (isRecord(frame) && isRecord(frame['upstream']) && frame['upstream']['bluesky'] === 'live')
      live.resolve(undefined);
    if (!isRecord(frame) || frame['type'] !== 'post' || !isRecord(frame['post'])) return;
    numbers.push(Number(String(frame['post']['text']).split(' ')[1]));
  });
  client.socket.send(JSON.stringify({ type: 'track', id: 'q', query, ...fields }));
  ends.push(() => {
    client.socket.terminate();
  });
  await live.promise;
  return numbers;
}

const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index + 1);

describe('gateways that share a PostgreSQL', () => {
  it('count a post once, list what is tracked on all of them, and answer alike', async () => {
    const [first, second] = gateways;
    const clients = [await follow(first, 'pizza'), await follow(second, 'pizza'), await follow(second, 'tea')];
    const tracked = async (server: Server) =>
      (await read(server, '/v1/queries', 'queries')).map(({ query, sessions }) => [query, sessions]);
    for (const server of gateways) {
      expect(await tracked(server)).toEqual([
        ['pizza', 2],
        ['tea', 1],
      ]);
    }
    for (const number of upTo(60)) upstream.post(`pizza ${number}`, { langs: ['en'] });
    for (const numbers of clients.slice(0, 2)) await expect.poll(() => numbers).toEqual(upTo(60));
    const to = Date.now() + 60_000;
    const span = `query=pizza&from=${to - 3_600_000}&to=${to}`;
    for (const server of gateways) {
      const posts = async () => (await read(server, '/v1/posts?query=pizza&limit=1000', 'posts')).length;
      await expect.poll(posts).toBe(60);
      const counted = async () =>
        (await read(server, `/v1/history?${span}`, 'buckets')).reduce(
          (sum, bucket) => sum + Number(bucket['posts']),
          0,
        );
      expect(await counted()).toBe(60);
    }
  });

  it('give a client that comes with `since` all that another one has matched, written or not, once', async () => {
    const [first, second] = gateways;
    await follow(first, 'pizza');
    let count = 0;
    const posting = setInterval(() => {
      count += 1;
      upstream.post(`pizza ${count}`, { langs: ['en'] });
    }, 5);
    ends.push(() => {
      clearInterval(posting);
    });
    for (const least of [300, 500, 700]) {
      await expect.poll(() => count).toBeGreaterThan(least);
      const numbers = await follow(second, 'pizza', { since: 0 });
      await expect.poll(() => numbers.length).toBeGreaterThan(least + 150);
      const last = numbers.at(-1) ?? 0;
      expect(numbers.slice(0, numbers.indexOf(last) + 1).toSorted((a, b) => a - b)).toEqual(upTo(last));
    }
  });
});
