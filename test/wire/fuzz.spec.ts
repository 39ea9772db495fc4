import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { expect, it } from 'vitest';
import { balances } from '../../src/model/index.ts';
import { startEngine } from '../support/engine.ts';
import { seeded } from '../support/random.ts';
import { WireClient } from '../support/wire-client.ts';

// UNDERTONE_TEST_FULL=1 sends 100,000.
const pieces = process.env['UNDERTONE_TEST_FULL'] === '1' ? 100_000 : 20_000;
const perConnection = 100;
const perTurn = 5;

const seeds = [
  '{"type":"track","id":"a","query":"pizza"}',
  '{"type":"track","id":"b","query":"pizza OR (\\"new york\\" -#tag)","posts":false,"whenSlow":"drop","resume":"a.1.1"}',
  '{"type":"track","id":"c","query":"from:ann","summary":{"windowMs":60000,"everyMs":1000},"since":1768473300000}',
  '{"type":"untrack","id":"a"}',
  '{"track":"pizza"}',
  '{"track":null}',
];

const handshake = (protocol: string): string =>
  'GET /track HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n' +
  `Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n${protocol}\r\n`;

const protocols = ['', 'Sec-WebSocket-Protocol: undertone.v1\r\n'];

/** Creates random and mutated bytes from a seed. */
function createFuzz(random: () => number) {
  const below = (count: number): number => Math.floor(random() * count);
  const pick = <T>(values: readonly T[]): T | undefined => values[below(values.length)];
  const noise = (length: number): Buffer => Buffer.from(Array.from({ length }, () => below(256)));
  const mutate = (text: string): Buffer => {
    const bytes = Buffer.from(text);
    for (let changes = below(4); changes > 0; changes -= 1) {
      const at = below(bytes.length);
      // Mostly valid UTF-8: otherwise no connection would survive its first frame.
      if (random() < 0.5) bytes[at] = below(random() < 0.99 ? 128 : 256);
      else bytes.copyWithin(at, below(bytes.length));
    }
    return bytes.subarray(0, random() < 0.2 ? below(bytes.length) : bytes.length);
  };
  /** Mostly well-formed frames with a malformed payload. */
  const frame = (): Buffer => {
    const payload = random() < 0.01 ? noise(below(125)) : mutate(pick(seeds) ?? '');
    const first = random() < 0.99 ? (pick([0x81, 0x81, 0x81, 0x82, 0x89, 0x8a]) ?? 0) : below(256);
    const length = random() < 0.995 ? payload.length : below(126);
    const header = length < 126 ? [first, 0x80 | length] : [first, 0xfe, payload.length >> 8, payload.length & 0xff];
    return Buffer.concat([Buffer.from([...header, 0, 0, 0, 0]), payload]);
  };
  return { below, pick, mutate, frame, random };
}

/** Returns the close codes in the bytes that a server sent: unmasked frames after the answer to the handshake. */
function closeCodesIn(bytes: Buffer): readonly number[] {
  let at = bytes.indexOf('\r\n\r\n') + 4;
  while (at + 2 <= bytes.length) {
    const [first = 0, short = 0] = bytes.subarray(at, at + 2);
    const start = at + (short < 126 ? 2 : 4);
    const length = short < 126 ? short : bytes.readUInt16BE(at + 2);
    if ((first & 0x0f) === 8) return [length < 2 ? 1005 : bytes.readUInt16BE(start)];
    at = start + length;
  }
  return [];
}

it(`${pieces} random and mutated frames and handshakes cost no crash, no session and no memory`, async () => {
  const fuzz = createFuzz(seeded(4));
  const engine = await startEngine({
    closeMs: 50,
    session: { messagesPerSecond: 1_000 },
    limits: { resumeWindowMs: 10 },
  });
  const { hostname, port } = new URL(engine.url);
  const codes = new Map<number, number>();
  let taken = 0;

  const open = async (): Promise<Socket> => {
    const socket = connect(Number(port), hostname);
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    return socket;
  };
  const attack = async (): Promise<void> => {
    const socket = await open();
    const received: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => received.push(chunk));
    const closed = new Promise((resolve) => socket.once('close', resolve));
    const request = handshake(fuzz.pick(protocols) ?? '');
    taken += 1;
    const isMutated = fuzz.random() < 0.2;
    socket.write(isMutated ? fuzz.mutate(request) : request);
    // Frames written after the end of the connection are not counted.
    const isOpen = (): boolean => socket.writable && closeCodesIn(Buffer.concat(received)).length === 0;
    for (let sent = 0; sent < perConnection && isOpen(); sent += perTurn) {
      for (let index = 0; index < perTurn; index += 1) socket.write(fuzz.frame());
      taken += perTurn;
      await new Promise(setImmediate);
    }
    if (fuzz.random() < 0.3) socket.destroy();
    else socket.end();
    await closed;
    if (isMutated) return;
    for (const code of closeCodesIn(Buffer.concat(received))) codes.set(code, (codes.get(code) ?? 0) + 1);
  };

  const witness = await WireClient.openV1(engine.url);
  await witness.trackLive('a', 'pizza');
  const heapAfter = async (goal: number): Promise<number> => {
    while (taken < goal) {
      await Promise.all(Array.from({ length: 20 }, attack));
      engine.feed('pizza');
      expect(await witness.nextOf('post')).toMatchObject({ id: 'a' });
    }
    await expect.poll(() => engine.delivery.count(), { timeout: 5_000 }).toBe(1);
    await expect.poll(() => engine.tracked(), { timeout: 5_000 }).toEqual({ sessions: 1, queries: 1 });
    engine.gone.length = 0;
    return process.memoryUsage().heapUsed;
  };
  const before = await heapAfter(pieces / 2);
  const after = await heapAfter(pieces);
  // Without a garbage collection in between, this is only a bound.
  expect(after - before).toBeLessThan(100_000_000);
  expect([...codes.keys()].filter((code) => ![1000, 1002, 1005, 1006, 1007, 1008, 1009].includes(code))).toEqual([]);
  expect(codes.get(1002)).toBeGreaterThan(0);
  expect(codes.get(1007)).toBeGreaterThan(0);
  expect(balances(engine.ledger())).toBe(true);
  await engine.stop();
}, 300_000);

it('a flood of connections from one address is bounded and counted, and does not affect another address', async () => {
  const engine = await startEngine({ capacity: { maxSessions: 100, maxSessionsPerAddress: 5 } });
  const flood = await Promise.all(Array.from({ length: 60 }, () => WireClient.open(engine.url)));
  await expect.poll(() => engine.refused.length).toBe(55);
  expect(new Set(engine.refused)).toEqual(new Set(['sessions_per_address']));
  expect(engine.delivery.count()).toBe(5);
  const other = await WireClient.openV1(engine.url, { localAddress: '127.0.0.2' });
  await other.trackLive('a', 'pizza');
  for (const { socket } of flood) socket.terminate();
  await expect.poll(() => engine.delivery.count()).toBe(1);
  await engine.stop();
});
