import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { LookupFunction } from 'node:net';
import { firstValueFrom, of, switchMap } from 'rxjs';
import { afterEach, describe, expect, it } from 'vitest';
import { isRecord } from '../../../src/model/index.ts';
import { createPoll } from '../../../src/sources/index.ts';
import type { AddressZone } from '../../../src/sources/net/address-zone.ts';
import { httpGet, readBody } from '../../../src/sources/net/http.ts';
import { lookupWithin, systemNetwork, type Network } from '../../../src/sources/net/network.ts';
import { createFastTime, SourceListener } from '../../../src/testing/index.ts';

const releases: (() => unknown)[] = [];
afterEach(async () => {
  for (const release of releases.splice(0)) await release();
});

/** The names of the tests, and the zones of their addresses. */
const hosts: Readonly<Record<string, readonly [address: string, zone: AddressZone]>> = {
  'feed.test': ['127.0.0.1', 'public'],
  'other.test': ['127.0.0.2', 'public'],
  'lan.test': ['127.0.0.3', 'private'],
  'metadata.test': ['127.0.0.4', 'link-local'],
  'self.test': ['127.0.0.5', 'loopback'],
};

const lookup: LookupFunction = (name, { all }, callback) => {
  const [address] = hosts[name] ?? ['192.0.2.1'];
  if (all === true) callback(null, [{ address, family: 4 }]);
  else callback(null, address, 4);
};
const zoneOf = (address: string): AddressZone =>
  Object.values(hosts).find(([each]) => each === address)?.[1] ?? 'public';
const network: Network = { lookup, zoneOf };

/** Serves all of the hosts on one port. */
async function serve(answer: RequestListener): Promise<{ readonly port: number; readonly asked: readonly string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.headers.host?.split(':')[0] ?? ''}${request.url ?? ''}`);
    answer(request, response);
  }).listen(0, '0.0.0.0');
  releases.push(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server, 'listening');
  const address = server.address();
  return { port: isRecord(address) ? Number(address.port) : 0, asked };
}

/** Serves a redirect at `/` of every host, and words at `/words`. */
async function redirecting(to: (port: number) => string) {
  const served = await serve(({ url, socket }, response) => {
    if (url === '/words') response.end('words');
    else response.writeHead(302, { Location: to(socket.localPort ?? 0) }).end();
  });
  const get = (from: string): Promise<string> =>
    firstValueFrom(
      httpGet({ url: new URL(`http://${from}:${served.port}/`), network }).pipe(
        switchMap((answer) => readBody(answer, 1_000)),
      ),
    ).then(String);
  return { ...served, get };
}

describe('a redirect', () => {
  it.each([
    ['feed.test', 'other.test'],
    ['feed.test', 'feed.test'],
    ['lan.test', 'feed.test'],
    ['lan.test', 'lan.test'],
    ['self.test', 'feed.test'],
    ['127.0.0.5', 'self.test'],
    ['self.test', '127.0.0.5'],
  ])('from %s to %s is followed', async (from, to) => {
    const { get } = await redirecting((port) => `http://${to}:${port}/words`);
    expect(await get(from)).toBe('words');
  });

  it.each([
    ['feed.test', 'self.test', 'loopback'],
    ['feed.test', '127.0.0.5', 'loopback'],
    ['feed.test', 'lan.test', 'private'],
    ['feed.test', 'metadata.test', 'link-local'],
    ['lan.test', 'metadata.test', 'link-local'],
    ['lan.test', 'self.test', 'loopback'],
    ['self.test', 'lan.test', 'private'],
  ])('from %s to %s reaches nobody', async (from, to, zone) => {
    const { get, asked, port } = await redirecting((own) => `http://${to}:${own}/words`);
    await expect(get(from)).rejects.toThrow(
      `${from}:${port} leads to ${to}:${port}, which is a ${zone} address: no other host may lead there.`,
    );
    expect(asked).toEqual([`${from}/`]);
  });

  it('by way of another host reaches nobody either', async () => {
    const { port, asked } = await serve(({ url, socket: { localPort: own = 0 } }, response) => {
      const next = url === '/' ? `http://other.test:${own}/next` : `http://self.test:${own}/words`;
      response.writeHead(307, { Location: next }).end();
    });
    const url = new URL(`http://self.test:${port}/`);
    await expect(firstValueFrom(httpGet({ url, network }))).rejects.toThrow(
      /^other\.test:\d+ leads to self\.test:\d+, which/,
    );
    expect(asked).toEqual(['self.test/', 'other.test/next']);
  });

  it('never leads from https to http', () => {
    const ledBy = { url: new URL('https://feed.test/'), zone: 'public' } as const;
    expect(() => lookupWithin(ledBy, new URL('http://other.test/'), network)).toThrow(
      'feed.test leads to other.test, which is not encrypted: nothing leads from https to http.',
    );
    expect(lookupWithin(ledBy, new URL('https://other.test/'), network)).toBeTypeOf('function');
  });

  it('of a name with several addresses takes those that are allowed', async () => {
    const both: LookupFunction = (_, __, callback) => {
      const addresses = ['127.0.0.5', '127.0.0.2'].map((address) => ({ address, family: 4 }));
      callback(null, addresses);
    };
    const ledBy = { url: new URL('http://feed.test/'), zone: 'public' } as const;
    const within = lookupWithin(ledBy, new URL('http://two.test/'), { ...network, lookup: both });
    const found = await new Promise((resolve) => {
      within('two.test', { all: true }, (_, addresses) => {
        resolve(addresses);
      });
    });
    expect(found).toEqual([{ address: '127.0.0.2', family: 4 }]);
  });

  it('is looked up in the network of the system', async () => {
    const ledBy = { url: new URL('http://feed.test/'), zone: 'public' } as const;
    const within = lookupWithin(ledBy, new URL('http://localhost/'), systemNetwork);
    const error = await new Promise((resolve) => {
      within('localhost', {}, resolve);
    });
    expect(String(error)).toContain('which is a loopback address');
  });
});

describe('a link to the next page', () => {
  it('leads to no private address either', async () => {
    let page = 0;
    const { port, asked } = await serve(({ socket: { localPort = 0 } }, response) => {
      page += 1;
      const link = { Link: `<http://self.test:${localPort}/words>; rel="next"` };
      const listed = page < 3 ? [1] : [page];
      response.writeHead(200, link).end(JSON.stringify(listed.map((id) => ({ id: String(id), text: `text ${id}` }))));
    });
    const { scheduler } = createFastTime(5);
    const listener = new SourceListener(
      createPoll({
        ...{ name: 'poll', url: `http://feed.test:${port}/list`, everyMs: 200, canAccept$: of(true) },
        ...{ random: () => 0, network, scheduler },
      }),
    );
    releases.unshift(() => {
      listener.close();
    });
    await listener.until(() => listener.texts.length > 2);
    expect(asked.every((each) => each === 'feed.test/list')).toBe(true);
  });
});
