import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { balances } from '../../src/model/index.ts';
import { startEngine, type Engine } from '../support/engine.ts';
import { WireClient } from '../support/wire-client.ts';

describe('the original protocol on real sockets', () => {
  let engine: Engine;
  beforeEach(async () => {
    engine = await startEngine();
  });
  afterEach(async () => {
    await engine.stop();
    expect(balances(engine.ledger())).toBe(true);
    expect(engine.gone.every((ledger) => balances(ledger) && ledger.pending === 0)).toBe(true);
  });

  const tracking = async (query: string): Promise<WireClient> => {
    const client = await WireClient.open(engine.url);
    client.track(query);
    await client.settled();
    await engine.opened;
    return client;
  };

  it('answers each matching post with its polarity and hashtags, and nothing else', async () => {
    const client = await tracking('pizza');
    engine.feed('I love pizza #Food #food', 'coffee is bad', 'I hate PIZZA', 'pizza is round');
    expect(await client.next()).toEqual({ polarityIndex: 0, hashtags: { food: 2 } });
    expect(await client.next()).toEqual({ polarityIndex: 1, hashtags: {} });
    expect(await client.next()).toEqual({ polarityIndex: 2, hashtags: {} });
    await client.close();
    expect(engine.ledger()).toMatchObject({ received: 4, scored: 3, unmatched: 1 });
    await expect.poll(() => engine.gone).toMatchObject([{ routed: 3, delivered: 3, dropped: 0 }]);
  });

  it('replaces the query with each track, and clears it with "" and null', async () => {
    const client = await tracking('pizza');
    client.track('coffee, tea time');
    await client.settled();
    engine.feed('pizza', 'good coffee');
    expect(await client.next()).toEqual({ polarityIndex: 0, hashtags: {} });
    for (const cleared of ['{"track":""}', '{"track":null}']) {
      client.send(cleared);
      await client.settled();
      engine.feed('coffee');
      client.track('coffee');
      await client.settled();
      engine.feed('awful coffee');
      expect(await client.next()).toEqual({ polarityIndex: 1, hashtags: {} });
    }
  });

  it.each([
    ['no JSON', 'garbage', 'bad_message'],
    ['half JSON', '{"track":"piz', 'bad_message'],
    ['an array', '[]', 'bad_message'],
    ['no track', '{"trak":"pizza"}', 'bad_message'],
    ['an inherited name', '{"__proto__":{"track":"pizza"}}', 'bad_message'],
    ['a track that is no string', '{"track":7}', 'bad_message'],
    ['a query that finds nothing', '{"track":"!!!"}', 'bad_query'],
    ['a query that is too long', JSON.stringify({ track: 'a'.repeat(513) }), 'bad_query'],
    ['an empty frame', '', 'bad_message'],
  ])('answers %s with an error, keeps the connection and changes nothing', async (_, message, code) => {
    const client = await tracking('pizza');
    client.send(message);
    const answer = await client.next();
    expect(answer).toHaveProperty('error.code', code);
    expect(answer).toHaveProperty('error.message', expect.stringMatching(/^.+\.$/));
    engine.feed('good pizza');
    expect(await client.next()).toEqual({ polarityIndex: 0, hashtags: {} });
  });

  it('answers a binary frame with bad_message', async () => {
    const client = await tracking('pizza');
    client.send(Buffer.from('{"track":"coffee"}'));
    expect(await client.next()).toMatchObject({ error: { code: 'bad_message' } });
    engine.feed('good pizza');
    expect(await client.next()).toMatchObject({ polarityIndex: 0 });
  });

  it('reports the position of a fault in a query', async () => {
    const client = await tracking('pizza');
    client.track('pizza, (');
    const answer = await client.next();
    expect(answer).toHaveProperty('error.code', 'bad_query');
    expect(answer).toHaveProperty('error.position', expect.any(Number));
  });

  it('closes with 1009 after a frame over 64 KiB and with 1007 after invalid UTF-8, and keeps the others', async () => {
    const other = await tracking('pizza');
    const huge = await WireClient.open(engine.url);
    huge.send('x'.repeat(10_000_000));
    expect(await huge.closed()).toBe(1009);

    const raw = await WireClient.open(engine.url);
    raw.socket.send(Buffer.from([0xff, 0xfe]), { binary: false });
    expect(await raw.closed()).toBe(1007);

    engine.feed('good pizza');
    expect(await other.next()).toMatchObject({ polarityIndex: 0 });
  });

  it('accepts a frame of exactly 64 KiB', async () => {
    const client = await tracking('pizza');
    client.send(`{"track":"coffee"}${' '.repeat(65_536 - 18)}`);
    await client.settled();
    engine.feed('good coffee');
    expect(await client.next()).toMatchObject({ polarityIndex: 0 });
  });

  it('survives a connection that breaks off in the middle of a handshake and of a frame', async () => {
    const { hostname, port } = new URL(engine.url);
    const half = connect(Number(port), hostname);
    await once(half, 'connect');
    half.write('GET /track HTTP/1.1\r\nHost: x\r\nUpgr');
    half.destroy();
    const client = await tracking('pizza');
    client.socket.terminate();
    const other = await tracking('pizza');
    engine.feed('good pizza');
    expect(await other.next()).toMatchObject({ polarityIndex: 0 });
  });

  it('echoes the close code of a client', async () => {
    const client = await tracking('pizza');
    expect(await client.close()).toBe(1000);
  });

  it('closes with 1001 when it stops, after sending everything in flight', async () => {
    const client = await tracking('pizza');
    engine.feed('good pizza', 'bad pizza');
    const stopped = engine.stop();
    expect(await client.next()).toMatchObject({ polarityIndex: 0 });
    expect(await client.next()).toMatchObject({ polarityIndex: 1 });
    expect(await client.closed()).toBe(1001);
    await stopped;
  });
});
