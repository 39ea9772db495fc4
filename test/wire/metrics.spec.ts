import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createServer, type Server } from '../../src/app/create-server.ts';
import { balances, type EngineLedger, type SessionLedger } from '../../src/model/index.ts';
import { brokenFrames } from '../support/broken-frames.ts';
import { faultsOf, parseExposition, seriesOf, type Family } from '../support/exposition.ts';
import { openMute } from '../support/mute-client.ts';
import { WireClient } from '../support/wire-client.ts';

let server: Server;
beforeEach(async () => {
  server = await createServer({
    ...{ port: 0, source: ['demo?rate=400&seed=1'], store: 'sqlite::memory:', dataFolder: 'none' },
    ...{ quiet: 0, workers: 1, logLevel: 'silent', maxSessions: 5 },
  });
});
afterEach(() => server.stop());

async function scrape(): Promise<ReadonlyMap<string, Family>> {
  const response = await fetch(`${server.url}/metrics`);
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  return parseExposition(await response.text());
}

const samplesOf = (families: ReadonlyMap<string, Family>, name: string) => families.get(name)?.samples ?? [];

/** The values of a family by one label. */
const byLabel = (families: ReadonlyMap<string, Family>, name: string, label: string) =>
  Object.fromEntries(
    samplesOf(families, name).map(({ labels, value }): [string, number] => [labels[label] ?? '', value]),
  );

const engine: EngineLedger = {
  ...{ received: 0, invalid: 0, duplicate: 0, filtered: 0, unmatched: 0, shed: 0, failed: 0, scored: 0, pending: 0 },
};
const session: SessionLedger = { routed: 0, delivered: 0, conflated: 0, dropped: 0, pending: 0 };

async function openTracking(query: string): Promise<WireClient> {
  const client = await WireClient.open(server.url);
  client.track(query);
  await client.next();
  return client;
}

describe('/metrics', () => {
  it('is what Prometheus wants of names, types, help, units and histograms', async () => {
    await openTracking('the');
    const families = await scrape();
    expect(Array.from(families.values()).flatMap(faultsOf)).toEqual([]);
    expect([...families.keys()]).toEqual(
      expect.arrayContaining(['sessions', 'posts', 'results', 'late_total'].map((name) => `undertone_${name}`)),
    );
  });

  it('has both ledgers, and they balance at every scrape under load, with clients that come, go and do not read', async () => {
    await openMute(server.url);
    let last = { ...engine, ...session };
    for (let round = 0; round < 8; round += 1) {
      const client = await openTracking('the, a, i');
      const families = await scrape();
      const posts = { ...engine, ...byLabel(families, 'undertone_posts', 'state') };
      const results = { ...session, ...byLabel(families, 'undertone_results', 'state') };
      expect(Object.keys(posts)).toEqual(Object.keys(engine));
      expect(Object.keys(results)).toEqual(Object.keys(session));
      expect(balances(posts)).toBe(true);
      expect(balances(results)).toBe(true);
      const now = { ...posts, ...results, pending: 0 };
      const before = new Map<string, number>(Object.entries(last));
      expect(Object.entries(now).filter(([state, count]) => count < (before.get(state) ?? 0))).toEqual([]);
      last = now;
      client.socket.terminate();
    }
    expect(last.received).toBeGreaterThan(0);
    expect(last.delivered).toBeGreaterThan(0);
  });

  it('has no series that a client could add: not by queries, close codes, paths or refusals', async () => {
    const series = async () =>
      Array.from((await scrape()).values())
        .filter(({ name }) => !name.startsWith('undertone_nodejs_'))
        .flatMap(({ samples }) => samples.map(seriesOf));
    await openTracking('the');
    const before = await series();
    for (let index = 0; index < 10; index += 1) {
      const client = await WireClient.open(server.url);
      client.track(`zebra${index}`);
      await client.settled();
      client.socket.close(3_000 + index);
      await client.closed();
      await fetch(`${server.url}/zebra${index}?track=zebra`);
    }
    await Promise.all(Array.from({ length: 8 }, () => WireClient.open(server.url)));
    const after = await series();
    expect(after).toEqual(before);
    expect(after.join('\n')).not.toContain('zebra');
  });

  it('counts each stall of the event loop, also when nobody scrapes in time', async () => {
    const stalls = async (): Promise<number> => {
      const families = await scrape();
      const samples = samplesOf(families, 'undertone_event_loop_lag_seconds');
      const upTo = (bound: string): number => samples.find(({ labels }) => labels['le'] === bound)?.value ?? NaN;
      return upTo('+Inf') - upTo('0.1');
    };
    const before = await stalls();
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
    await expect.poll(stalls).toBeGreaterThan(before);
  });

  it('counts sessions as they come and go, and who was turned away', async () => {
    const clients = await Promise.all(Array.from({ length: 7 }, () => WireClient.open(server.url)));
    await Promise.all(clients.slice(5).map((client) => client.closed()));
    const full = await scrape();
    expect(samplesOf(full, 'undertone_sessions')).toMatchObject([{ value: 5 }]);
    expect(byLabel(full, 'undertone_refused_total', 'reason')).toMatchObject({ sessions: 2, token: 0 });
    const ready = async () => (await fetch(`${server.url}/ready`)).json();
    expect(await ready()).toEqual({ status: 'unready', reasons: ['The server has as many sessions as it can take.'] });
    await Promise.all(clients.slice(0, 3).map((client) => client.close()));
    const left = await scrape();
    expect(samplesOf(left, 'undertone_sessions')).toMatchObject([{ value: 2 }]);
    expect(byLabel(left, 'undertone_sessions_closed_total', 'code')).toMatchObject({ 1000: 3, other: 0 });
    expect(await ready()).toEqual({ status: 'ready' });
  });

  it('counts the code that a session was closed with, also where the client does not answer it', async () => {
    for (const frame of brokenFrames) {
      const client = await WireClient.openV1(server.url);
      client.writeRaw(frame);
      await client.closed();
    }
    const closed = async () => byLabel(await scrape(), 'undertone_sessions_closed_total', 'code');
    await expect.poll(closed).toMatchObject({ 1002: 1, 1007: 1, 1009: 1 });
  });
});

describe('/v1/queries', () => {
  it('lists what is tracked, the most wanted first, until nobody tracks it', async () => {
    const list = async (): Promise<unknown> => (await fetch(`${server.url}/v1/queries`)).json();
    expect(await list()).toEqual({ queries: [] });
    const [first, ...others] = await Promise.all([openTracking('THE'), openTracking('a the'), openTracking('the')]);
    const rate: unknown = expect.any(Number);
    expect(await list()).toEqual({
      queries: [
        { query: 'the', sessions: 2, ratePerSecond: rate },
        { query: 'a the', sessions: 1, ratePerSecond: rate },
      ],
    });
    await Promise.all(others.map((client) => client.close()));
    expect(await list()).toEqual({ queries: [{ query: 'the', sessions: 1, ratePerSecond: rate }] });
    await first.close();
    expect(await list()).toEqual({ queries: [] });
  });
});
