import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { balances } from '../../src/model/index.ts';
import { brokenFrames } from '../support/broken-frames.ts';
import { startEngine, type Engine, type EngineOptions } from '../support/engine.ts';
import { openMute } from '../support/mute-client.ts';
import { WireClient } from '../support/wire-client.ts';

let engine: Engine;
const start = async (options: EngineOptions = {}): Promise<void> => {
  engine = await startEngine(options);
};
afterEach(async () => {
  await engine.stop();
  expect(balances(engine.ledger())).toBe(true);
  expect(engine.gone.every((ledger) => balances(ledger) && ledger.pending === 0)).toBe(true);
});

describe('undertone.v1 on real sockets', () => {
  beforeEach(() => start());

  it('sends welcome, answers, posts and the ledger, and untracks', async () => {
    const client = await WireClient.open(engine.url, {}, 'undertone.v1');
    expect(client.socket.protocol).toBe('undertone.v1');
    expect(await client.next()).toMatchObject({ type: 'welcome', version: 'test', limits: { queriesPerSession: 64 } });
    client.sendMessage({ type: 'track', id: 'a', query: 'PIZZA  pizza' });
    expect(await client.next()).toMatchObject({
      type: 'tracking',
      id: 'a',
      query: 'pizza',
      upstream: { test: 'pending' },
    });
    expect(await client.next()).toMatchObject({ type: 'tracking', id: 'a', upstream: { test: 'live' } });
    engine.feed('I love pizza #Food', 'coffee', 'I hate pizza');
    expect(await client.next()).toMatchObject({
      ...{ type: 'post', id: 'a', seq: 1, at: 0, polarityIndex: 0, hashtags: { food: 1 } },
      ...{ post: { id: '1', source: 'test', text: 'I love pizza #Food' }, topic: { polarityIndex: 0 } },
    });
    expect(await client.next()).toMatchObject({ type: 'post', seq: 2, polarityIndex: 1 });
    client.sendMessage({ type: 'untrack', id: 'a' });
    expect(await client.next()).toEqual({ type: 'untracked', id: 'a' });
    engine.feed('pizza');
    await client.settled();
    const stopped = engine.stop();
    expect(await client.next()).toEqual({
      type: 'stats',
      routed: 2,
      delivered: 2,
      conflated: 0,
      dropped: 0,
      pending: 0,
    });
    expect(await client.closed()).toBe(1001);
    await stopped;
  });

  it('serves two ids with the same query, one without posts, and one that is replaced', async () => {
    const client = await WireClient.openV1(engine.url);
    await client.trackLive('a', 'pizza');
    await client.trackLive('b', 'pizza');
    await client.trackLive('counts', 'pizza', { posts: false, summary: { windowMs: 1_000, everyMs: 1_000 } });
    engine.feed('pizza');
    const first = [await client.nextOf('post'), await client.nextOf('post')];
    expect(first).toMatchObject([
      { id: 'a', seq: 1 },
      { id: 'b', seq: 1 },
    ]);
    await client.trackLive('a', 'coffee');
    engine.feed('pizza', 'coffee');
    expect(await client.nextOf('post')).toMatchObject({ id: 'b', seq: 2, post: { text: 'pizza' } });
    expect(await client.nextOf('post')).toMatchObject({ id: 'a', seq: 2, post: { text: 'coffee' } });
    expect(await client.nextOf('summary')).toMatchObject({ id: 'counts', conflated: 0 });
    await client.close();
    await expect.poll(() => engine.gone).toMatchObject([{ routed: 4, delivered: 4 }]);
  });

  it('sends no missed posts to an id without posts', async () => {
    const [reader, counter] = [await WireClient.openV1(engine.url), await WireClient.openV1(engine.url)];
    await reader.trackLive('a', 'pizza');
    engine.feed('pizza', 'pizza');
    const { resume } = await reader.nextOf('post');
    const answer = await counter.trackLive('b', 'pizza', { posts: false, resume });
    expect(answer).toMatchObject({ resumed: true });
    counter.sendMessage({ type: 'untrack', id: 'b' });
    expect(await counter.next()).toEqual({ type: 'untracked', id: 'b' });
    await Promise.all([reader.close(), counter.close()]);
  });

  it('reports a gap and the changes of a source to every tracking session', async () => {
    const [tracking, idle] = [await WireClient.openV1(engine.url), await WireClient.openV1(engine.url)];
    await tracking.trackLive('a', 'pizza');
    engine.emit({ type: 'state', source: 'test', state: 'pending' });
    expect(await tracking.nextOf('tracking')).toMatchObject({ id: 'a', upstream: { test: 'pending' } });
    engine.emit({ type: 'gap', source: 'test', from: 1, to: 2, cause: 'A break.', filled: 'partial' });
    expect(await tracking.next()).toEqual({
      ...{ type: 'gap', source: 'test', from: 1, to: 2, cause: 'A break.', filled: 'partial' },
    });
    idle.sendMessage({ type: 'untrack', id: 'a' });
    expect(await idle.next()).toMatchObject({ type: 'error', code: 'bad_message', id: 'a' });
  });

  it('refuses an unusable message with a code, a sentence, the id and the position, and changes nothing', async () => {
    const client = await WireClient.openV1(engine.url);
    await client.trackLive('a', 'pizza');
    for (const [message, error] of [
      ['garbage', { code: 'bad_message' }],
      [Buffer.from('{"type":"untrack","id":"a"}'), { code: 'bad_message' }],
      ['{"track":"coffee"}', { code: 'bad_message' }],
      ['{"type":"track","id":"a","query":"(pizza"}', { code: 'bad_query', id: 'a', position: 0 }],
      ['{"type":"track","id":"a","query":"lang:en"}', { code: 'bad_query', id: 'a' }],
    ] as const) {
      client.send(message);
      const answer = await client.next();
      expect(answer).toMatchObject({ type: 'error', ...error });
      expect(answer).toHaveProperty('message', expect.stringMatching(/^.+\.$/));
    }
    engine.feed('pizza');
    expect(await client.next()).toMatchObject({ type: 'post', id: 'a', seq: 1 });
  });

  it('leaves the original protocol unchanged', async () => {
    const [v1, original] = [await WireClient.openV1(engine.url), await WireClient.open(engine.url)];
    await v1.trackLive('a', 'pizza');
    original.track('pizza');
    await original.settled();
    engine.feed('good pizza');
    expect(await original.next()).toEqual({ polarityIndex: 0, hashtags: {} });
    expect(await v1.next()).toMatchObject({ type: 'post' });
    const other = await WireClient.open(engine.url, {}, 'chat').catch((error: unknown) => error);
    expect(other).toBeInstanceOf(Error);
  });

  it('resumes with the missed posts in order and once, and reports an unusable token', async () => {
    const client = await WireClient.openV1(engine.url);
    await client.trackLive('a', 'pizza');
    engine.feed('pizza 1', 'pizza 2');
    await client.nextOf('post');
    const { resume } = await client.nextOf('post');
    client.socket.terminate();
    await expect.poll(() => engine.gone.length).toBe(1);
    engine.feed(...Array.from({ length: 1_000 }, (_, index) => `pizza ${index + 3}`));
    const back = await WireClient.openV1(engine.url);
    back.sendMessage({ type: 'track', id: 'b', query: 'pizza', resume, whenSlow: 'disconnect' });
    expect(await back.next()).toMatchObject({ type: 'tracking', id: 'b', resumed: true, upstream: { test: 'live' } });
    for (let number = 3; number <= 1_002; number += 1) {
      expect(await back.next()).toMatchObject({ type: 'post', seq: number - 2, post: { text: `pizza ${number}` } });
    }
    back.sendMessage({ type: 'track', id: 'c', query: 'pizza', resume: 'nonsense' });
    expect(await back.next()).toMatchObject({ type: 'tracking', id: 'c', resumed: false });
    expect(await back.next()).toMatchObject({ type: 'gap', source: 'resume', id: 'c', filled: 'none' });
  });
});

describe('the end of a connection', () => {
  it('has the code 1002 after an invalid frame, 1007 after invalid UTF-8, and 1009 after a long frame', async () => {
    await start();
    const codes = [];
    for (const frame of brokenFrames) {
      const client = await WireClient.openV1(engine.url);
      client.writeRaw(frame);
      codes.push(await client.closed());
    }
    expect(codes).toEqual([1002, 1007, 1009]);
    await expect.poll(() => engine.delivery.count()).toBe(0);
  });

  it('is forced on a peer that does not answer the close', async () => {
    await start({ closeMs: 20 });
    const mute = await openMute(engine.url);
    const ended = once(mute, 'close');
    mute.write(Buffer.from([0x83, 0x80, 0, 0, 0, 0]));
    await ended;
    await expect.poll(() => engine.delivery.count()).toBe(0);
  });

  it('has the code 1008 after a flood of messages, with the ledger as the last frame', async () => {
    await start({ session: { messagesPerSecond: 10 } });
    const client = await WireClient.openV1(engine.url);
    for (let count = 0; count < 10_000; count += 1) client.sendMessage({ type: 'untrack', id: 'a' });
    await client.nextOf('stats');
    expect(await client.closed()).toBe(1008);
  });

  it('has the code 1011 when delivery fails', async () => {
    await start({ breakable: true });
    const client = await WireClient.openV1(engine.url);
    const other = await WireClient.openV1(engine.url);
    await client.trackLive('a', 'pizza');
    await other.trackLive('a', 'pizza');
    engine.breakNext();
    engine.feed('pizza');
    expect(await client.nextOf('stats')).toMatchObject({ routed: 0 });
    expect(await client.closed()).toBe(1011);
    expect(await other.nextOf('post')).toMatchObject({ seq: 1 });
  });

  it('has the code 1013 when the server or the address is full, until another session closes', async () => {
    const max = 50;
    await start({ capacity: { maxSessions: 100, maxSessionsPerAddress: max } });
    const open = () => WireClient.openV1(engine.url);
    const [first] = await Promise.all(Array.from({ length: max }, open));
    const beyond = await WireClient.open(engine.url, {}, 'undertone.v1');
    expect(await beyond.closed()).toBe(1013);
    await WireClient.openV1(engine.url, { localAddress: '127.0.0.2' });
    expect(engine.refused).toEqual(['sessions_per_address']);
    await first?.close();
    await expect.poll(() => engine.delivery.count()).toBe(max);
    // An address opens as many sessions as it may have within 10 s.
    await expect
      .poll(async () => {
        const again = await WireClient.open(engine.url, {}, 'undertone.v1');
        return Promise.race([again.next(), again.closed()]);
      })
      .toMatchObject({ type: 'welcome' });
    await engine.stop();
    await start({ capacity: { maxSessions: 0, maxSessionsPerAddress: 1 } });
    expect(await (await WireClient.open(engine.url)).closed()).toBe(1013);
    expect(engine.refused).toEqual(['sessions']);
  });

  it('has the code 4410 after two unanswered pings', async () => {
    await start({ pingMs: 30 });
    const client = await WireClient.openV1(engine.url, { autoPong: false });
    await client.nextOf('stats');
    expect(await client.closed()).toBe(4410);
  });

  it('sends the ledger at its interval', async () => {
    await start({ statsMs: 20 });
    const client = await WireClient.openV1(engine.url);
    for (let count = 0; count < 3; count += 1) {
      expect(await client.next()).toEqual({
        type: 'stats',
        routed: 0,
        delivered: 0,
        conflated: 0,
        dropped: 0,
        pending: 0,
      });
    }
  });

  it('does not queue answers to pings for a peer that does not read', async () => {
    await start({ session: { messagesPerSecond: 1_000_000 } });
    const { hostname, port } = new URL(engine.url);
    const flood = connect(Number(port), hostname);
    flood.on('error', () => undefined);
    flood.write(
      'GET /track HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n',
    );
    flood.write('Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n');
    await once(flood, 'data');
    flood.pause();
    const ping = Buffer.concat([Buffer.from([0x89, 0xfd, 0, 0, 0, 0]), Buffer.alloc(125)]);
    const pings = Buffer.concat(Array.from({ length: 1_000 }, () => ping));
    for (let count = 0; count < 200; count += 1) {
      if (!flood.write(pings)) await once(flood, 'drain');
    }
    expect(engine.buffered()).toBeLessThan(200_000);
    flood.destroy();
  });
});
