import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { isRecord } from '../../src/model/index.ts';
import { createInlineScorer } from '../../src/scoring/index.ts';
import { startEngine, type Engine, type EngineOptions } from '../support/engine.ts';
import { EventClient } from '../support/event-client.ts';

let engine: Engine;
afterEach(() => engine.stop());

async function start(options?: EngineOptions): Promise<string> {
  engine = await startEngine(options);
  return `${engine.url}/v1/stream`;
}

const errorOf = async (response: Response): Promise<unknown> => response.json();

describe('/v1/stream', () => {
  it('sends the frames of a query as events, each with its resume token', async () => {
    const url = await start();
    const client = await EventClient.open(`${url}?track=pizza`);
    expect(await client.next()).toMatchObject({ event: 'welcome', id: undefined, data: { type: 'welcome' } });
    const tracking = await client.next();
    expect(tracking).toMatchObject({ event: 'tracking', data: { id: 'pizza', query: 'pizza' } });
    await engine.opened;
    engine.feed('I love pizza', 'coffee', 'pizza again');
    const first = await client.nextOf('post');
    const second = await client.nextOf('post');
    expect(first).toMatchObject({ data: { type: 'post', id: 'pizza', seq: 1, post: { text: 'I love pizza' } } });
    expect(second).toMatchObject({ data: { seq: 2, post: { text: 'pizza again' } } });
    expect(second).toHaveProperty('data.resume', second?.id);
    client.abort();
    await expect.poll(() => engine.delivery.count()).toBe(0);
    expect(engine.gone).toEqual([{ routed: 2, delivered: 2, conflated: 0, dropped: 0, pending: 0 }]);
  });

  it('resumes after Last-Event-ID, with the missed posts in order', async () => {
    const url = await start();
    const before = await EventClient.open(`${url}?track=pizza`);
    await engine.opened;
    engine.feed('pizza 1', 'pizza 2');
    await before.nextOf('post');
    const last = await before.nextOf('post');
    before.abort();
    await expect.poll(() => engine.delivery.count()).toBe(0);
    engine.feed('pizza 3', 'pizza 4');
    const after = await EventClient.open(`${url}?track=pizza`, { 'Last-Event-ID': last?.id ?? '' });
    expect(await after.nextOf('tracking')).toMatchObject({ data: { resumed: true } });
    engine.feed('pizza 5');
    const texts = [await after.nextOf('post'), await after.nextOf('post'), await after.nextOf('post')];
    expect(texts).toMatchObject(['3', '4', '5'].map((each) => ({ data: { post: { text: `pizza ${each}` } } })));
  });

  it('reports an invalid token, and from when on posts may be missing', async () => {
    const url = await start();
    const client = await EventClient.open(`${url}?track=pizza&resume=nonsense`);
    expect(await client.nextOf('tracking')).toMatchObject({ data: { resumed: false } });
    expect(await client.nextOf('gap')).toMatchObject({ data: { source: 'resume', id: 'pizza', filled: 'none' } });
  });

  it.each(['x'.repeat(257), 'x'.repeat(4_000), 'nonsense'])(
    'goes on after a Last-Event-ID that is none: %#',
    async (id) => {
      const url = await start();
      const client = await EventClient.open(`${url}?track=pizza`, { 'Last-Event-ID': id });
      expect(await client.nextOf('tracking')).toMatchObject({ data: { id: 'pizza', resumed: false } });
      expect(await client.nextOf('gap')).toMatchObject({ data: { source: 'resume', filled: 'none' } });
      await engine.opened;
      engine.feed('I love pizza');
      expect(await client.nextOf('post')).toMatchObject({ data: { post: { text: 'I love pizza' } } });
    },
  );

  it('sends summaries and leaves out posts on request', async () => {
    const url = await start();
    const client = await EventClient.open(`${url}?track=pizza&posts=0&windowMs=1000&everyMs=500`);
    await engine.opened;
    engine.feed('pizza');
    const seen = [await client.next(), await client.next(), await client.next(), await client.next()];
    expect(seen.map((each) => each?.event)).not.toContain('post');
    expect(seen.at(-1)).toMatchObject({ event: 'summary', data: { id: 'pizza', conflated: 0 } });
  });

  it('refuses an unusable request with a sentence, before any event', async () => {
    const url = await start();
    const ask = async (query: string) => {
      const response = await fetch(`${url}?${query}`);
      return [response.status, await errorOf(response)];
    };
    expect(await ask('track=%28')).toMatchObject([400, { error: { code: 'bad_query', position: 0 } }]);
    expect(await ask('')).toMatchObject([400, { error: { code: 'bad_request' } }]);
    expect(await ask('track=a&whenSlow=panic')).toMatchObject([400, { error: { code: 'bad_request' } }]);
    expect(await ask(`track=a&resume=${'x'.repeat(257)}`)).toMatchObject([400, { error: { code: 'bad_request' } }]);
    expect(await ask('track=a&windowMs=10')).toMatchObject([400, { error: { code: 'bad_request' } }]);
    expect(engine.delivery.count()).toBe(0);
  });

  it('refuses a session over the limit', async () => {
    const url = await start({ capacity: { maxSessions: 1, maxSessionsPerAddress: 1 } });
    await EventClient.open(`${url}?track=pizza`);
    const response = await fetch(`${url}?track=pizza`);
    expect([response.status, await errorOf(response)]).toMatchObject([429, { error: { code: 'too_many' } }]);
    expect(engine.refused).toHaveLength(1);
  });

  it('refuses what can be no token, and opens nothing', async () => {
    const url = await start();
    const response = await fetch(`${url}?track=pizza&resume=${'x'.repeat(300)}`);
    expect(response.status).toBe(400);
    expect(await response.text()).toMatch('token');
    expect(engine.delivery.count()).toBe(0);
  });

  it('ends with the ledger when the server stops', async () => {
    const url = await start();
    const client = await EventClient.open(`${url}?track=pizza`);
    await engine.opened;
    engine.feed('pizza');
    await client.nextOf('post');
    const stopped = engine.stop();
    expect(await client.nextOf('stats')).toMatchObject({ data: { routed: 1, delivered: 1, pending: 0 } });
    expect(await client.next()).toBeUndefined();
    await stopped;
    expect(engine.delivery.count()).toBe(0);
    engine = await startEngine();
  });

  it('conflates posts for a reader that stops, and sends the sum when it reads again', async () => {
    const url = await start({ outbox: { maxFrames: 10 }, scorer: createInlineScorer('vader') });
    const client = await EventClient.open(`${url}?track=pizza`);
    await engine.opened;
    const posts = 5_000;
    for (let sent = 0; sent < posts; sent += 1) engine.feed(`pizza ${sent} ${'and more '.repeat(40)}`);
    await expect.poll(() => engine.ledger().scored).toBe(posts);
    let counted = 0;
    for (let next = await client.next(); next !== undefined; next = counted < posts ? await client.next() : undefined) {
      if (next.event === 'post') counted += 1;
      if (next.event === 'summary' && isRecord(next.data)) counted += Number(next.data['conflated']);
    }
    expect(counted).toBe(posts);
  });

  it.runIf(existsSync('/usr/bin/curl'))('is read by curl -N', async () => {
    const url = await start();
    const out = await new Promise<string>((resolve) => {
      const child = execFile('/usr/bin/curl', ['-sN', `${url}?track=pizza`], (_, stdout) => {
        resolve(stdout);
      });
      void engine.opened.then(() => {
        engine.feed('pizza for curl');
      });
      child.stdout?.on('data', (chunk: string) => {
        if (chunk.includes('event: post')) child.kill();
      });
    });
    expect(out).toContain('event: welcome\ndata: {"type":"welcome"');
    expect(out).toContain('"text":"pizza for curl"');
  });
});
