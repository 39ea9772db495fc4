import { afterEach, describe, expect, it } from 'vitest';
import type { Config } from '../../src/app/config/index.ts';
import { createServer, type Server } from '../../src/app/create-server.ts';
import { isRecord } from '../../src/model/index.ts';
import { parseExposition } from '../support/exposition.ts';
import { metricsOf, readLimits } from '../support/limits-table.ts';
import { WireClient } from '../support/wire-client.ts';

let server: Server | undefined;
afterEach(async () => {
  await server?.stop();
  server = undefined;
});

/** Starts a server behind a proxy that is trusted: each test plays the proxy, and clients of any address. */
async function start(options: Partial<Config>): Promise<string> {
  const quiet = { logLevel: 'silent', workers: 0, store: 'sqlite::memory:', dataFolder: 'none' };
  server = await createServer({ port: 0, trustProxy: ['127.0.0.1'], ...quiet, ...options });
  return server.url;
}

const from = (address: string) => ({ 'X-Forwarded-For': address });

/** Opens a session as a client of an address. Returns `open`, or the code with which it is closed at once. */
async function visit(url: string, address: string): Promise<WireClient | number> {
  const client = await WireClient.open(url, { headers: from(address) }, 'undertone.v1');
  return Promise.race([client.nextOf('welcome').then(() => client), client.closed()]);
}

/** Returns the value of each label of a metric. */
async function metric(url: string, name: string) {
  const families = parseExposition(await (await fetch(`${url}/metrics`)).text());
  const samples = families.get(name)?.samples ?? [];
  return Object.fromEntries(samples.map(({ labels, value }) => [Object.values(labels).join(), value]));
}

it('each limit has the metrics that its document names', async () => {
  const url = await start({});
  const families = parseExposition(await (await fetch(`${url}/metrics`)).text());
  const named = metricsOf(readLimits());
  expect(named.length).toBeGreaterThan(0);
  expect(named.filter((name) => !families.has(name))).toEqual([]);
});

describe('sessions', () => {
  it('are limited by the address that a trusted proxy names, of IPv6 by its /64', async () => {
    const url = await start({ maxSessionsPerAddress: 2 });
    const visitors = [
      '192.0.2.1',
      '192.0.2.1',
      '192.0.2.1',
      '2001:db8::1',
      '2001:db8::2',
      '2001:db8::3',
      '2001:db8:0:1::3',
    ];
    const codes: unknown[] = [];
    for (const address of visitors) {
      const visitor = await visit(url, address);
      codes.push(typeof visitor === 'number' ? visitor : 'open');
    }
    expect(codes).toEqual(['open', 'open', 1013, 'open', 'open', 1013, 'open']);
  });
});

describe('queries', () => {
  it('are limited by address and in all, over all sessions of an address, and are free again when they end', async () => {
    const url = await start({ maxQueriesPerAddress: 2, maxQueries: 3, resumeWindow: 500 });
    const open = (address: string, protocol?: string) => WireClient.open(url, { headers: from(address) }, protocol);
    const track = async (client: WireClient, id: string, query: string) => {
      client.sendMessage({ type: 'track', id, query, summary: { windowMs: 10_000, everyMs: 1_000 }, posts: false });
      for (;;) {
        const frame = await client.next();
        if (isRecord(frame) && frame['id'] === id && frame['type'] !== 'untracked')
          return frame['code'] ?? frame['type'];
      }
    };
    const [one, two, other] = [
      await open('192.0.2.1', 'undertone.v1'),
      await open('192.0.2.1', 'undertone.v1'),
      await open('192.0.2.2', 'undertone.v1'),
    ];
    expect(await track(one, 'a', 'qone')).toBe('tracking');
    expect(await track(two, 'b', 'QONE')).toBe('tracking');
    expect(await track(two, 'c', 'qtwo')).toBe('tracking');
    expect(await track(two, 'd', 'qthree')).toBe('too_many');
    expect(await track(two, 'e', 'qtwo')).toBe('tracking');
    expect(await track(other, 'a', 'qthree')).toBe('tracking');
    expect(await track(other, 'b', 'qfour')).toBe('too_many');
    const original = await open('192.0.2.1');
    original.track('qfive');
    expect(await original.next()).toMatchObject({ error: { code: 'too_many' } });
    const stream = await fetch(`${url}/v1/stream?track=qfive`, { headers: from('192.0.2.1') });
    expect([stream.status, stream.headers.get('retry-after')]).toEqual([429, '1']);
    expect(await stream.text()).toMatch(/too_many.*untrack one/);
    expect(await metric(url, 'undertone_refused_total')).toMatchObject({ queries_per_address: 3, queries: 1 });
    expect(await metric(url, 'undertone_budget_used')).toMatchObject({ queries: 3 });
    expect(await metric(url, 'undertone_budget_used_by_largest_address')).toMatchObject({ queries: 2 });
    await two.close();
    await expect.poll(() => metric(url, 'undertone_budget_used')).toMatchObject({ queries: 2 });
    expect(await track(one, 'd', 'qthree')).toBe('tracking');
  });

  it('of a closed session count until it can no longer resume', async () => {
    for (const [resumeWindow, left] of [
      [60_000, 1],
      [50, 0],
    ] as const) {
      const url = await start({ maxQueriesPerAddress: 1, resumeWindow });
      const gone = await WireClient.openV1(url, { headers: from('192.0.2.1') });
      gone.sendMessage({ type: 'track', id: 'a', query: 'qone' });
      await gone.nextOf('tracking');
      await gone.close();
      await expect.poll(() => metric(url, 'undertone_budget_used')).toMatchObject({ queries: left });
      const next = await WireClient.openV1(url, { headers: from('192.0.2.1') });
      next.sendMessage({ type: 'track', id: 'a', query: 'qtwo' });
      const answer = await next.next();
      expect(answer).toMatchObject(left === 1 ? { code: 'too_many', id: 'a' } : { type: 'tracking', id: 'a' });
      await server?.stop();
    }
  });
});

it('windows are limited by what they cost', async () => {
  const url = await start({ maxWindowCostPerSession: 150 });
  const client = await WireClient.openV1(url, { headers: from('192.0.2.1') });
  const track = (id: string, summary: object) => {
    client.sendMessage({ type: 'track', id, query: 'qone', posts: false, summary });
  };
  track('a', { windowMs: 60_000, everyMs: 1_000 });
  await client.nextOf('tracking');
  track('b', { windowMs: 50_000, everyMs: 1_000 });
  expect(await client.nextOf('error')).toMatchObject({ code: 'too_many', id: 'b' });
  track('c', { windowMs: 60_000, everyMs: 1_000 });
  await client.nextOf('tracking');
  expect(await metric(url, 'undertone_budget_used')).toMatchObject({ windows: 111 });
});

it('a client learns its limits', async () => {
  const costs = { maxWindowCostPerSession: 500, maxWindowCostPerAddress: 700 };
  const url = await start({ maxSessionsPerAddress: 7, maxQueriesPerAddress: 70, ...costs });
  const client = await WireClient.open(url, {}, 'undertone.v1');
  expect(await client.next()).toMatchObject({
    type: 'welcome',
    limits: {
      ...{ queriesPerSession: 64, messagesPerSecond: 50, maxFrameBytes: 65_536, resumeWindowMs: 30_000 },
      ...{ sessionsPerAddress: 7, queriesPerAddress: 70, windowCostPerSession: 500, windowCostPerAddress: 700 },
    },
  });
});

it('many sessions of some addresses track common queries, and nothing is refused', async () => {
  const url = await start({ maxSessionsPerAddress: 20 });
  const topics = Array.from({ length: 200 }, (_, index) => `topic${index}`);
  const addresses = Array.from({ length: 10 }, (_, index) => `198.51.100.${index}`);
  const clients = await Promise.all(
    addresses.flatMap((address) =>
      Array.from({ length: 10 }, () => WireClient.openV1(url, { headers: from(address) })),
    ),
  );
  for (const [index, client] of clients.entries()) {
    for (let id = 0; id < 64; id += 1) {
      client.sendMessage({ type: 'track', id: `q${id}`, query: topics[(index * 13 + id) % 200] ?? '' });
    }
  }
  await Promise.all(
    clients.map(async (client) => {
      for (let answers = 0; answers < 64; answers += 1) await client.nextOf('tracking');
    }),
  );
  const refused = await metric(url, 'undertone_refused_total');
  expect(Object.values(refused).reduce((sum, count) => sum + count, 0)).toBe(0);
  expect(await metric(url, 'undertone_budget_used')).toMatchObject({ queries: 200 });
});
