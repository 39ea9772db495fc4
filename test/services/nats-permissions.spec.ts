import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, credsAuthenticator } from '@nats-io/transport-node';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createServer } from '../../src/app/create-server.ts';
import { FakeJetstream } from '../support/fakes/jetstream.ts';
import { MovingClient } from '../support/moving-client.ts';
import { NatsServers } from '../support/nats-servers.ts';
import { NatsUsers, type Permissions } from '../support/nats-users.ts';

const ends: (() => unknown)[] = [];
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'undertone-'));
  ends.push(() => {
    rmSync(folder, { recursive: true });
  });
});
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

/** The permissions of each role, as the operator's document lists them. */
function documented(): Readonly<Record<'ingest' | 'gateway', Permissions>> {
  const document = readFileSync(new URL('../../src/cluster/CLUSTER.md', import.meta.url), 'utf8');
  const rows = Array.from(document.matchAll(/^\| `(\S+)` +\| (publish|subscribe) +\| ([a-z, ]+?) +\|/gm));
  const of = (role: string, right: string): readonly string[] =>
    rows
      .filter(([, , kind = '', roles = '']) => kind === right && (roles === 'both' || roles === role))
      .map(([, subject = '']) => subject.replaceAll('<name>', 'undertone'));
  const both = (role: string): Permissions => ({ pub: of(role, 'publish'), sub: of(role, 'subscribe') });
  return { ingest: both('ingest'), gateway: both('gateway') };
}

it('nodes of either role need no more than the documented permissions, and a gateway can not append', async () => {
  const users = new NatsUsers(folder);
  const permissions = documented();
  const creds = { ingest: users.add('ingest', permissions.ingest), gateway: users.add('gateway', permissions.gateway) };
  const upstream = await FakeJetstream.start();
  ends.push(() => upstream.close());
  const servers = await NatsServers.start(1, users.config);
  ends.push(() => servers.stop());
  const start = async (role: 'ingest' | 'gateway') => {
    const node = await createServer({
      ...{ port: 0, nats: servers.urls, role, natsCreds: creds[role], source: [`bluesky:${upstream.url}`] },
      ...{ dataFolder: 'none', workers: 0, logLevel: 'warn' },
    });
    ends.push(() => node.stop());
    return node;
  };
  const [gateway, other] = [await start('gateway'), await start('gateway')];
  await start('ingest');
  const urls = [gateway.url, other.url];
  const client = new MovingClient('pizza', () => urls[0] ?? '');
  ends.push(() => {
    client.stop();
  });
  await expect.poll(() => client.isLive).toBe(true);
  upstream.post('pizza 1', { langs: ['en'] });
  await expect.poll(() => client.texts).toEqual(['pizza 1']);
  // A client that comes from elsewhere is replayed to.
  urls.reverse();
  client.cut();
  upstream.post('pizza 2', { langs: ['en'] });
  await expect.poll(() => client.texts).toEqual(['pizza 1', 'pizza 2']);
  expect(client).toMatchObject({ returns: 1, resumed: 1 });
  const tracked: unknown = await (await fetch(`${gateway.url}/v1/queries`)).json();
  expect(tracked).toMatchObject({ queries: [{ query: 'pizza', sessions: 1 }] });

  const intruder = await connect({
    servers: [...servers.urls],
    authenticator: credsAuthenticator(readFileSync(creds.gateway)),
  });
  const refusals: string[] = [];
  const watch = async (): Promise<void> => {
    for await (const status of intruder.status()) if (status.type === 'error') refusals.push(status.error.message);
  };
  void watch();
  intruder.publish('ut.undertone.log.bluesky', 'forged');
  intruder.publish('$JS.API.STREAM.DELETE.UT_undertone_LOG', '');
  await intruder.flush();
  await expect.poll(() => refusals).toHaveLength(2);
  expect(refusals.join()).toMatch(/ut\.undertone\.log\.bluesky.*STREAM\.DELETE/i);
  await intruder.close();
});
