import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { startEngine, type Engine, type EngineOptions } from '../support/engine.ts';
import { WireClient } from '../support/wire-client.ts';

let engine: Engine;
const start = async (options: EngineOptions = {}): Promise<void> => {
  engine = await startEngine(options);
};
afterEach(() => engine.stop());

const open = async (...sent: readonly string[]): Promise<Socket> => {
  const socket = connect(Number(new URL(engine.url).port), '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  for (const piece of sent) socket.write(piece);
  return socket;
};

const upgrade = 'GET /track HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n';

describe('a connection without a complete request in time', () => {
  it.each([
    ['says nothing', []],
    ['says a part', [upgrade]],
    [
      'stops within its body',
      ['POST /v1/explain HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{'],
    ],
  ])('is cut with a reason, and counted when it %s', async (_, sent) => {
    await start({ handshake: { handshakeMs: 200 } });
    const socket = await open(...sent);
    const answer = await text(socket);
    expect(answer).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
    expect(answer).toContain('{"error":{"code":"timeout","message":"The request took too long to arrive."}}');
    expect(engine.cut).toEqual(['handshake']);
  });

  it('is cut even if it sends single bytes, and other sessions stay', async () => {
    await start({ handshake: { handshakeMs: 200 } });
    const client = await WireClient.openV1(engine.url);
    const socket = await open(upgrade);
    const drip = setInterval(() => socket.write('X-Drip: 1\r\n'), 20);
    await once(socket.resume(), 'close');
    clearInterval(drip);
    expect(engine.cut).toContain('handshake');
    expect(await client.trackLive('a', 'pizza')).toBeDefined();
    expect(engine.delivery.count()).toBe(1);
  });
});

describe('a connection without a valid request', () => {
  it.each([
    ['garbage', '\x16\x03\x01\x02\0garbage\r\n\r\n', 400],
    ['endless headers', `GET / HTTP/1.1\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`, 431],
  ])('is cut with a reason, and counted when it sends %s', async (_, sent, status) => {
    await start();
    const answer = await text(await open(sent));
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(answer).toContain('"code":"bad_request"');
    expect(engine.cut).toEqual(['malformed']);
  });

  it('is not counted when the client closes it', async () => {
    await start();
    const socket = await open('GET / HT');
    socket.resetAndDestroy();
    const client = await WireClient.openV1(engine.url);
    await client.close();
    expect(engine.cut).toEqual([]);
  });
});

it('connections over the limit are cut and counted, and the others stay', async () => {
  await start({ handshake: { maxConnections: 3 } });
  const client = await WireClient.openV1(engine.url);
  const crowd = await Promise.all(Array.from({ length: 20 }, () => open()));
  await expect.poll(() => engine.cut.length).toBe(18);
  expect(new Set(engine.cut)).toEqual(new Set(['connections']));
  expect(await client.trackLive('a', 'pizza')).toBeDefined();
  for (const socket of crowd) socket.destroy();
  await expect
    .poll(() =>
      WireClient.openV1(engine.url).then(
        () => 'in',
        () => 'out',
      ),
    )
    .toBe('in');
});

it('connections of an address over its limit are cut, which affects no other address, and no proxy', async () => {
  const isProxy = (address: string): boolean => address === '127.0.0.3';
  await start({ handshake: { maxConnections: 100, maxConnectionsPerAddress: 3, isProxy } });
  const crowd = await Promise.all(Array.from({ length: 20 }, () => open()));
  await expect.poll(() => engine.cut.length).toBe(17);
  expect(new Set(engine.cut)).toEqual(new Set(['connections_per_address']));
  await WireClient.openV1(engine.url, { localAddress: '127.0.0.2' });
  const behind = () => WireClient.openV1(engine.url, { localAddress: '127.0.0.3' });
  await Promise.all(Array.from({ length: 5 }, behind));
  for (const socket of crowd) socket.destroy();
  await expect.poll(() => WireClient.openV1(engine.url).catch(() => 'out')).toBeInstanceOf(WireClient);
});
