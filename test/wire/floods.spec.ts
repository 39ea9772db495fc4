import { once } from 'node:events';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { isRecord } from '../../src/model/index.ts';
import { startEngine, type Engine, type EngineOptions } from '../support/engine.ts';
import { openMute } from '../support/mute-client.ts';
import { WireClient } from '../support/wire-client.ts';

let engine: Engine;
afterEach(async () => {
  vi.restoreAllMocks();
  await engine.stop();
});

async function start(options: EngineOptions = {}): Promise<void> {
  engine = await startEngine({ session: { messagesPerSecond: 50 }, closeMs: 100, ...options });
}

/** Counts what a client receives until it is closed. */
async function countUntilClosed(client: WireClient) {
  let [errors, pongs] = [0, 0];
  client.socket.on('message', (data) => {
    const frame: unknown = JSON.parse(Buffer.isBuffer(data) ? data.toString() : '{}');
    if (isRecord(frame) && ('error' in frame || frame['type'] === 'error')) errors += 1;
  });
  client.socket.on('pong', () => (pongs += 1));
  const code = await client.closed();
  return { code, errors, pongs };
}

/** Encodes a masked frame without a payload. */
const emptyFrame = (first: number) => Buffer.from([first, 0x80, 0, 0, 0, 0]);
const frames = (count: number, first: number) => Buffer.concat(Array.from({ length: count }, () => emptyFrame(first)));
const [ping, pong, text, continuation, last] = [0x89, 0x8a, 0x01, 0x00, 0x80];

/** As many as the burst, and those of the time that it took to read them: never anything like all. */
const few = 500;
const many = 20_000;

describe('a flood is closed with 1008, whatever its frames are', () => {
  it.each(['undertone.v1', undefined])('binary ones, of the protocol %s', async (protocol) => {
    await start();
    const client = await WireClient.open(engine.url, {}, protocol);
    const counted = countUntilClosed(client);
    for (let count = 0; count < many; count += 1) client.send(Buffer.from([1]));
    const { code, errors } = await counted;
    expect(code).toBe(1008);
    expect(errors).toBeGreaterThanOrEqual(99);
    expect(errors).toBeLessThan(few);
  });

  it('pings, of which few are answered', async () => {
    await start();
    const client = await WireClient.openV1(engine.url);
    const counted = countUntilClosed(client);
    client.writeRaw(frames(many, ping));
    const { code, pongs } = await counted;
    expect(code).toBe(1008);
    expect(pongs).toBeLessThan(few);
  });

  it('pongs that answer nothing', async () => {
    await start();
    const client = await WireClient.openV1(engine.url);
    client.writeRaw(frames(many, pong));
    expect(await client.closed()).toBe(1008);
  });

  it('the fragments of one message', async () => {
    await start();
    const client = await WireClient.openV1(engine.url);
    client.writeRaw(Buffer.concat([emptyFrame(text), frames(many, continuation)]));
    expect(await client.closed()).toBe(1008);
  });
});

it.each([
  ['closed', { maxSessions: 1, maxSessionsPerAddress: 1 }],
  ['refused', { maxSessions: 0, maxSessionsPerAddress: 1 }],
])('a client that floods on after it was %s is not read any more', async (_, capacity) => {
  await start({ capacity, closeMs: 3_000 });
  const pauses = vi.spyOn(WebSocket.prototype, 'pause');
  const mute = await openMute(engine.url);
  mute.write(frames(many, ping));
  await expect.poll(() => pauses.mock.calls.length).toBe(1);
  mute.destroy();
});

it('keepalives, messages in some fragments, and answers to the server’s pings are no flood', async () => {
  await start({ pingMs: 10 });
  const client = await WireClient.openV1(engine.url);
  for (let count = 0; count < 20; count += 1) {
    client.socket.ping();
    await once(client.socket, 'pong');
    await once(client.socket, 'ping');
  }
  client.writeRaw(Buffer.concat([emptyFrame(text), frames(1_000, continuation), emptyFrame(last)]));
  expect(await client.nextOf('error')).toMatchObject({ code: 'bad_message' });
  await client.trackLive('a', 'pizza');
  expect(engine.delivery.count()).toBe(1);
});
