import { EMPTY, firstValueFrom, toArray } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Source } from '../../src/graph/index.ts';
import { createHurry, type Hurry } from '../support/fakes/hurry.ts';
import { eventually, Listener } from '../support/fakes/listener.ts';
import { upstreams, type Upstream } from '../support/fakes/upstreams.ts';

const numbered = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `post ${index}`);

describe.each(upstreams)('%s', (_, start) => {
  let upstream: Upstream;
  let hurry: Hurry;
  const listeners: Listener[] = [];
  beforeEach(async () => {
    upstream = await start();
    hurry = createHurry(50);
  });
  afterEach(async () => {
    for (const listener of listeners.splice(0)) listener.close();
    await eventually(() => upstream.openSockets() === 0);
    await upstream.close();
  });

  const listen = (): Listener => {
    const listener = new Listener(upstream.open(hurry.scheduler), upstream.wanted);
    listeners.push(listener);
    return listener;
  };
  const waited = (ms: number): boolean => hurry.delays.some((delay) => delay <= ms && delay > ms - 900);

  it('says that it connects, that it is live, and what is posted', async () => {
    const listener = listen();
    await listener.live();
    for (const text of numbered(20)) upstream.post(text);
    await listener.until(() => listener.posts.length === 20);
    expect(listener.texts).toEqual(numbered(20));
    expect(new Set(listener.posts.map(({ id }) => id)).size).toBe(20);
    expect(listener.states[0]).toBe('pending');
    expect(listener.gaps).toEqual([]);
  });

  it('mends a break, and tells of it as a gap that it has filled', async () => {
    const listener = listen();
    await listener.live();
    upstream.post('before');
    await listener.until(() => listener.texts.includes('before'));
    upstream.cut();
    upstream.post('between');
    await listener.until(() => listener.gaps.length === 1);
    upstream.post('after');
    await listener.until(() => listener.texts.includes('between') && listener.texts.includes('after'));
    const [gap] = listener.gaps;
    expect(gap).toMatchObject({ source: 's', filled: 'full' });
    expect(gap?.from).toBeLessThanOrEqual(gap?.to ?? -1);
    expect(gap?.cause).toMatch(/^127\.0\.0\.1:\d+ .*\.$/);
  });

  it('waits longer after each error of the server', async () => {
    upstream.refuse({ status: 500 }, { status: 502 }, { status: 503 });
    const listener = listen();
    await listener.live();
    expect([5_000, 10_000, 20_000].map(waited)).toEqual([true, true, true]);
    expect(listener.states.filter((state) => /answers 50\d/.test(state))).toHaveLength(3);
  });

  it('waits as long as it is told to', async () => {
    upstream.refuse({ status: 429, headers: { 'Retry-After': '33' } });
    const listener = listen();
    await listener.live();
    expect(waited(33_000)).toBe(true);
  });

  it('ends for good when it is refused, and is not there any more', async () => {
    upstream.refuse({ status: 401 });
    const listener = listen();
    await listener.until(() => listener.error !== undefined);
    expect(listener.error).toMatchObject({ code: 'source_failed', status: 401 });
    expect(listener.states).not.toContain('live');
    await eventually(() => upstream.openSockets() === 0);
  });

  it('does not trust a connection that says nothing', async () => {
    const listener = listen();
    await listener.live();
    const attempts = upstream.attempts();
    upstream.hush();
    await listener.until(() => listener.states.some((state) => /fallen silent|does not answer/.test(state)));
    await eventually(() => upstream.attempts() > attempts);
  });

  it('sends each post once while it is opened anew again and again', async () => {
    const listener = listen();
    await listener.live();
    const attempts = upstream.attempts();
    for (const text of numbered(200)) {
      upstream.post(text);
      listener.open();
    }
    await listener.until(() => listener.posts.length === 200);
    expect(listener.texts).toEqual(numbered(200));
    expect(listener.states).toEqual(['pending', 'live']);
    expect(upstream.attempts() - attempts).toBeLessThan(20);
  });

  it('holds no connection when it is left: while it connects, while it is live, while it waits', async () => {
    const gone = () => eventually(() => upstream.openSockets() === 0);
    const connecting = listen();
    connecting.close();
    await gone();
    const live = listen();
    await live.live();
    live.close();
    await gone();
    upstream.refuse({ status: 503, headers: { 'Retry-After': '900' } });
    const waiting = listen();
    await waiting.until(() => waiting.states.length > 1);
    const attempts = upstream.attempts();
    waiting.close();
    await gone();
    expect(upstream.attempts()).toBe(attempts);
  });

  it('can be checked without being opened', async () => {
    const check = (source: Source) => firstValueFrom((source.check?.() ?? EMPTY).pipe(toArray()));
    const source = upstream.open(hurry.scheduler);
    expect(await check(source)).toEqual([]);
    const refuse = upstream.refuseCheck ?? upstream.refuse;
    refuse({ status: 503 });
    expect(await check(source)).toMatchObject([
      { type: 'state', state: 'pending', reason: { status: 503 } },
      { type: 'state', state: 'pending' },
    ]);
    refuse({ status: 403 });
    await expect(check(source)).rejects.toMatchObject({ status: 403 });
  });
});
