import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { createServer } from '../../src/app/create-server.ts';
import { FakeJetstream } from '../support/fakes/jetstream.ts';
import { MovingClient } from '../support/moving-client.ts';
import { NatsServers } from '../support/nats-servers.ts';
import { addressOf, launchWith } from '../support/program.ts';

/** The time for which NATS is away; beyond 30 s, nodes count as unready. */
const awayMs = Number(process.env['NATS_AWAY_MS'] ?? 8_000);
const postsPerSecond = 500;
const maxGrownMiB = 200;

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

async function startUpstream(): Promise<FakeJetstream> {
  const upstream = await FakeJetstream.start();
  ends.push(() => upstream.close());
  return upstream;
}

async function startServers(): Promise<NatsServers> {
  const servers = await NatsServers.start(1);
  ends.push(() => servers.stop());
  return servers;
}

function launchNode(servers: NatsServers, upstream: FakeJetstream) {
  const nats = servers.urls.flatMap((url) => ['--nats', url]);
  const source = ['--source', `bluesky:${upstream.url}`, '--data-folder', 'none'];
  const child = launchWith({ UNDERTONE_STORE: '', UNDERTONE_LOG_LEVEL: 'warn' }, [
    ...['serve', '--port', '0', '--workers', '0', ...source, ...nats],
  ]);
  ends.push(async () => {
    if (child.exitCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });
  return { child, log: () => log };
}

function follow(url: string): MovingClient {
  const client = new MovingClient('pizza', () => url);
  ends.push(() => {
    client.stop();
  });
  return client;
}

async function readyOf(url: string): Promise<{ readonly status: number; readonly body: string }> {
  const answer = await fetch(`${url}/ready`);
  return { status: answer.status, body: await answer.text() };
}

function residentMiB({ pid }: ChildProcess): number {
  const status = readFileSync(`/proc/${String(pid)}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) / 1_024;
}

it('a node that starts while NATS is away says so, and goes on when NATS comes', async () => {
  const upstream = await startUpstream();
  const servers = await startServers();
  await servers.kill(0);
  const node = launchNode(servers, upstream);
  const url = await addressOf(node.child);
  expect(node.log()).toMatch(/No NATS server of --nats nats:\S+ can be used/);
  const { status, body } = await readyOf(url);
  expect([status, body]).toEqual([503, expect.stringContaining('No NATS server')]);
  const client = follow(url);
  await expect.poll(() => [...client.reasons].join()).toMatch(/No NATS server/);
  await servers.run(0);
  await expect.poll(() => upstream.openSockets).toBe(1);
  const isLive = async (): Promise<number> => (await readyOf(url)).status;
  await expect.poll(isLive).toBe(200);
  upstream.post('pizza 1', { langs: ['en'] });
  await expect.poll(() => client.texts).toEqual(['pizza 1']);
  expect(client.connections).toBe(1);
});

it('a node that only reads sources opens no store, and says so', async () => {
  const upstream = await startUpstream();
  const servers = await startServers();
  const node = await createServer({
    ...{ port: 0, nats: servers.urls, role: 'ingest', source: [`bluesky:${upstream.url}`], dataFolder: 'none' },
    ...{ store: 'postgres://nobody@127.0.0.1:1/nothing', workers: 0, logLevel: 'silent' },
  });
  ends.push(() => node.stop());
  const posts = await fetch(`${node.url}/v1/posts?query=pizza`);
  expect([posts.status, await posts.text()]).toEqual([503, expect.stringMatching(/--role ingest.*ask a gateway/)]);
  expect(await readyOf(node.url)).toEqual({
    status: 503,
    body: JSON.stringify({
      status: 'unready',
      reasons: ['This node only reads sources (--role ingest): clients connect to a gateway.'],
    }),
  });
});

it(
  'clients stay while all of NATS is away under load, are told, and miss nothing',
  async () => {
    const upstream = await startUpstream();
    const servers = await startServers();
    const nodes = [launchNode(servers, upstream), launchNode(servers, upstream)];
    const urls = await Promise.all(nodes.map(({ child }) => addressOf(child)));
    const clients = Array.from({ length: 4 }, (_, index) => follow(urls[index % 2] ?? ''));
    await expect.poll(() => upstream.openSockets).toBe(1);

    let count = 0;
    const posting = setInterval(() => {
      for (let post = 0; post < postsPerSecond / 20; post += 1) {
        count += 1;
        upstream.post(count % 10 === 0 ? `pizza ${count}` : `tea ${count}`, { langs: ['en'] });
      }
    }, 50);
    ends.push(() => {
      clearInterval(posting);
    });
    await expect.poll(() => clients.every(({ texts }) => texts.length > 20)).toBe(true);
    const before = nodes.map(({ child }) => residentMiB(child));
    await servers.kill(0);
    await sleep(awayMs);
    for (const { reasons } of clients) expect([...reasons].join()).toMatch(/^The log can't be read|is silent/);
    for (const url of urls) {
      const { status, body } = await readyOf(url);
      expect(status).toBe(awayMs > 30_000 ? 503 : 200);
      if (awayMs > 30_000) expect(body).toContain("bluesky is pending: The log can't be read");
    }
    const grown = nodes.map(({ child }, index) => residentMiB(child) - (before[index] ?? 0));
    await servers.run(0);
    await sleep(2_000);
    clearInterval(posting);
    count += 10 - (count % 10);
    upstream.post(`pizza ${count}`, { langs: ['en'] });
    await expect.poll(() => clients.map(({ texts }) => texts.at(-1))).toEqual(clients.map(() => `pizza ${count}`));
    nodes.forEach(({ child }, index) => grown.push(residentMiB(child) - (before[index] ?? 0)));
    for (const { texts, losses, connections } of clients) {
      const numbers = texts.map((text) => Number(text.split(' ')[1]));
      expect(losses).toEqual([]);
      expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, index) => (numbers[0] ?? 0) + 10 * index));
      expect(connections).toBe(1);
    }
    expect(Math.max(...grown)).toBeLessThan(maxGrownMiB);
    for (const { log } of nodes) expect(log()).toContain('The connection to NATS is lost');
  },
  180_000 + awayMs,
);
