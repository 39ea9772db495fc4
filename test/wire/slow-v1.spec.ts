import { expect, it } from 'vitest';
import type { ClientSession } from '../../src/delivery/index.ts';
import { balances, isRecord, parseJson } from '../../src/model/index.ts';
import { createInlineScorer } from '../../src/scoring/index.ts';
import { startEngine, type Engine } from '../support/engine.ts';
import { WireClient } from '../support/wire-client.ts';

// UNDERTONE_TEST_FULL=1 sends 100,000 posts to 99 other clients, which takes minutes.
const isFull = process.env['UNDERTONE_TEST_FULL'] === '1';
const posts = isFull ? 100_000 : 2_000;
const others = isFull ? 99 : 9;
const text = `pizza ${Array.from({ length: 40 }, (_, index) => `#${'long'.repeat(20)}${index}`).join(' ')}`;
// The clients get no frames other than posts.
const statsMs = 3_600_000;
const scorer = createInlineScorer('vader');
const outbox = { maxFrames: 50, maxBytes: 1_048_576, maxBytesInFlight: 65_536 };

/**
 * Feeds all posts while one client does not read. Returns the frames that it gets when it reads again, after all others
 * have received everything. With `disconnect` it reads again as soon as it was closed, because it is cut after 10 s.
 */
async function slowDown(engine: Engine, whenSlow: string) {
  const sessions: ClientSession[] = [];
  engine.delivery.sessions$.subscribe((session) => sessions.push(session));
  const slow = await WireClient.openV1(engine.url);
  await slow.trackLive('a', 'pizza', { whenSlow });
  const counts = await Promise.all(Array.from({ length: others }, () => countPosts(engine)));
  const received: Record<string, unknown>[] = [];
  slow.socket.pause();
  slow.socket.removeAllListeners('message');
  slow.socket.on('message', (data: Buffer) => {
    const frame = parseJson(data.toString());
    if (isRecord(frame)) received.push({ ...frame, post: undefined });
  });
  const closed = slow.closed();
  for (let fed = 1; fed <= posts; fed += 1) {
    engine.feed(text);
    if (whenSlow === 'disconnect' && sessions[0]?.ledger().dropped !== 0) slow.socket.resume();
    for (const session of sessions) {
      const ledger = session.ledger();
      if (!balances(ledger)) expect(ledger).toBe('balanced');
    }
    // 64 KiB in flight and one more frame for each client. The frames of a turn are written in one piece.
    expect(engine.buffered()).toBeLessThan((others + 1) * (outbox.maxBytesInFlight + text.length * 4));
    while (counts.some(({ count }) => count < fed - 20)) await new Promise(setImmediate);
  }
  await expect.poll(() => counts.every(({ count }) => count === posts), { timeout: 20_000 }).toBe(true);
  slow.socket.resume();
  return { slow, received, closed, session: sessions[0] };
}

async function countPosts(engine: Engine) {
  const client = await WireClient.openV1(engine.url);
  await client.trackLive('a', 'pizza');
  const counted = { count: 0 };
  client.socket.removeAllListeners('message');
  client.socket.on('message', () => (counted.count += 1));
  return counted;
}

const ofType = (frames: readonly Readonly<Record<string, unknown>>[], type: string) =>
  frames.filter((frame) => frame['type'] === type);

const numbers = (frames: readonly Readonly<Record<string, unknown>>[], field: string) =>
  frames.map((frame) => Number(frame[field]));

it(`of ${posts} posts, a slow client with "conflate" gets each singly or in an exact count`, async () => {
  const engine = await startEngine({ outbox, scorer, statsMs });
  const { received, session } = await slowDown(engine, 'conflate');
  await expect.poll(() => session?.ledger().pending, { timeout: 10_000 }).toBe(0);
  engine.feed(text);
  await expect.poll(() => numbers(ofType(received, 'post'), 'seq').at(-1)).toBe(posts + 1);
  const summaries = ofType(received, 'summary');
  const seqs = numbers(ofType(received, 'post'), 'seq');
  const conflated = numbers(summaries, 'conflated').reduce((sum, count) => sum + count, 0);
  expect(conflated).toBeGreaterThan(0);
  expect(summaries.every((frame) => frame['posts'] === frame['conflated'])).toBe(true);
  expect(seqs.length + conflated).toBe(posts + 1);
  expect(new Set(seqs).size).toBe(seqs.length);
  expect(session?.ledger()).toEqual({ routed: posts + 1, delivered: seqs.length, conflated, dropped: 0, pending: 0 });
  await engine.stop();
}, 600_000);

it(`of ${posts} posts, a slow client with "drop" loses the oldest, as its numbers and its ledger show`, async () => {
  const engine = await startEngine({ outbox, scorer, statsMs });
  const { received, session } = await slowDown(engine, 'drop');
  await expect.poll(() => numbers(ofType(received, 'post'), 'seq').at(-1), { timeout: 10_000 }).toBe(posts);
  const seqs = numbers(ofType(received, 'post'), 'seq');
  const dropped = posts - seqs.length;
  expect(dropped).toBeGreaterThan(0);
  expect(seqs).toEqual(seqs.toSorted((a, b) => a - b));
  expect(seqs.slice(-50)).toEqual(Array.from({ length: 50 }, (_, index) => posts - 49 + index));
  await expect
    .poll(() => session?.ledger())
    .toEqual({ routed: posts, delivered: seqs.length, conflated: 0, dropped, pending: 0 });
  await engine.stop();
}, 600_000);

it(`of ${posts} posts, a slow client with "disconnect" gets the first ones, its ledger, and 4408`, async () => {
  const engine = await startEngine({ outbox, scorer, statsMs, slowCloseMs: 10_000 });
  const { received, closed } = await slowDown(engine, 'disconnect');
  expect(await closed).toBe(4408);
  const seqs = numbers(ofType(received, 'post'), 'seq');
  expect(seqs).toEqual(seqs.map((_, index) => index + 1));
  expect(received.at(-1)).toMatchObject({ type: 'stats', conflated: 0 });
  await expect.poll(() => engine.gone).toHaveLength(1);
  const { routed = 0, dropped = 0, ...left } = engine.gone[0] ?? {};
  expect(left).toEqual({ delivered: seqs.length, conflated: 0, pending: 0 });
  expect(dropped).toBe(routed - seqs.length);
  expect(dropped).toBeGreaterThan(0);
  await engine.stop();
}, 600_000);

it('a slow client with "disconnect" that never reads is cut after the timeout', async () => {
  const engine = await startEngine({ outbox: { ...outbox, maxFrames: 1 }, slowCloseMs: 50 });
  const slow = await WireClient.openV1(engine.url);
  await slow.trackLive('a', 'pizza', { whenSlow: 'disconnect' });
  slow.socket.pause();
  while (engine.delivery.count() > 0) {
    engine.feed(text);
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  expect(engine.gone[0]?.dropped).toBeGreaterThan(0);
  await engine.stop();
});
