import { afterEach, describe, expect, it } from 'vitest';
import type { Config } from '../../src/app/config/index.ts';
import { createServer, type Server } from '../../src/app/create-server.ts';
import { EventClient } from '../support/event-client.ts';
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

const closed = async (visitor: WireClient | number) => (typeof visitor === 'number' ? undefined : visitor.close());

it('each limit has the metrics that its document names', async () => {
  const url = await start({});
  const families = parseExposition(await (await fetch(`${url}/metrics`)).text());
  const named = metricsOf(readLimits());
  expect(named.length).toBeGreaterThan(0);
  expect(named.filter((name) => !families.has(name))).toEqual([]);
});

describe('sessions', () => {
  it('are limited by the address that a trusted proxy tells, of IPv6 by its /64', async () => {
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

  it('are opened by an address in a burst, and then as fast as they are refilled; streams of events too', async () => {
    const url = await start({ maxSessionsPerAddress: 3 });
    for (let count = 0; count < 2; count += 1) await closed(await visit(url, '192.0.2.1'));
    const stream = await EventClient.open(`${url}/v1/stream?track=pizza`, from('192.0.2.1'));
    await stream.next();
    stream.abort();
    expect(await visit(url, '192.0.2.1')).toBe(1013);
    const refused = await fetch(`${url}/v1/stream?track=pizza`, { headers: from('192.0.2.1') });
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '10']);
    expect(await refused.json()).toMatchObject({ error: { code: 'too_many' } });
    expect(await visit(url, '192.0.2.2')).toBeInstanceOf(WireClient);
    expect(await metric(url, 'undertone_refused_total')).toMatchObject({ session_rate: 2 });
  });
});
