import { BehaviorSubject, of } from 'rxjs';
import { afterEach, describe, expect, it } from 'vitest';
import { createBluesky, noCursors, type BlueskyOptions, type Cursors } from '../../../src/sources/index.ts';
import { createFastTime } from '../../../src/testing/fast-time.ts';
import { FakeJetstream, type FakeJetstreamOptions } from '../../support/fakes/jetstream.ts';
import { eventually, SourceListener } from '../../../src/testing/source-listener.ts';

const fakes: FakeJetstream[] = [];
const listeners: SourceListener[] = [];
afterEach(async () => {
  for (const listener of listeners.splice(0)) listener.close();
  for (const fake of fakes.splice(0)) await fake.close();
});

async function startFake(options?: FakeJetstreamOptions): Promise<FakeJetstream> {
  const fake = await FakeJetstream.start(options);
  fakes.push(fake);
  return fake;
}

function listen(base: string, options: Partial<BlueskyOptions> = {}): SourceListener {
  const { scheduler } = createFastTime();
  const wants = (lang: string): boolean => lang === 'en';
  const common = { name: 'bluesky', base, wants, cursors: noCursors, canAccept$: of(true), random: () => 0, scheduler };
  const listener = new SourceListener(createBluesky({ ...common, ...options }));
  listeners.push(listener);
  return listener;
}

const numbered = (count: number, from = 0): readonly string[] =>
  Array.from({ length: count }, (_, index) => String(from + index));

describe('bluesky', () => {
  it('delivers posts, and an edited one under a name of its own, whatever else comes', async () => {
    const fake = await startFake();
    const listener = listen(fake.url);
    await listener.live();
    fake.noise('identity');
    fake.post('first');
    fake.commit({ operation: 'delete', collection: 'app.bsky.feed.post', rkey: 'r1' });
    fake.commit({
      operation: 'update',
      collection: 'app.bsky.feed.post',
      rkey: 'r1',
      record: { text: 'changed' },
    });
    fake.commit({ operation: 'create', collection: 'app.bsky.feed.like', rkey: 'l1', record: { text: 'no post' } });
    fake.noise('account');
    fake.raw('{"$type":"message","payload":{"$type":"network.bsky.jetstream.subscribeEvents#news","name":"x"}}');
    for (const broken of ['{', '[]', '7', '{"$type":"message","payload":1}', Buffer.from([1, 2])]) fake.raw(broken);
    fake.commit({ operation: 'create', collection: 'app.bsky.feed.post', rkey: 'r9', record: { text: 5 } });
    fake.post('');
    await listener.until(() => listener.posts.length === 3);
    expect(listener.texts).toEqual(['first', 'changed', '']);
    expect(listener.posts[1]?.id).toMatch(/^at:.*\/r1~\d{4}-/);
    expect(listener.invalid).toBe(6);
    expect(listener.states).toEqual(['pending', 'live']);
    expect(fake.requests).toEqual([
      '/xrpc/network.bsky.jetstream.subscribeEvents?collections=app.bsky.feed.post&maxMessageSizeBytes=524288',
    ]);
  });

  it('reads on from its cursor after a cut, with a gap that is filled', async () => {
    const fake = await startFake();
    const listener = listen(fake.url);
    await listener.live();
    fake.post('0');
    fake.post('1');
    await listener.until(() => listener.posts.length === 2);
    fake.cut();
    fake.post('2');
    await listener.until(() => listener.texts.includes('2'));
    expect(listener.texts).toEqual(['0', '1', '1', '2']);
    expect(fake.cursors).toEqual([null, '1001']);
    expect(listener.gaps).toMatchObject([{ source: 'bluesky', filled: 'full' }]);
    expect(listener.gaps[0]?.cause).toContain('closed the connection (1006)');
    expect(listener.gaps[0]?.from).toBeLessThanOrEqual(listener.gaps[0]?.to ?? 0);
  });

  it('falls back to the older wire where the newer is unknown, and resumes there by time', async () => {
    const fake = await startFake({ wires: ['v1'] });
    const listener = listen(fake.url);
    await listener.live();
    fake.post('0');
    await listener.until(() => listener.posts.length === 1);
    fake.cut();
    fake.post('1');
    await listener.until(() => listener.texts.includes('1'));
    expect(fake.requests[1]).toBe('/subscribe?wantedCollections=app.bsky.feed.post&maxMessageSizeBytes=524288');
    expect(Number(fake.cursors[2])).toBe(1_000 * (listener.posts[0]?.at ?? 0) - 5_000_000);
    expect(listener.gaps).toMatchObject([{ filled: 'full' }]);
  });

  it('says that a gap is filled in part when the server has moved its cursor up, on either wire', async () => {
    for (const wire of ['v1', 'v2'] as const) {
      const fake = await startFake({ wires: [wire], firstAt: Date.now() - 3_600_000 });
      const listener = listen(fake.url);
      await listener.live();
      fake.post('0');
      await listener.until(() => listener.posts.length === 1);
      fake.cut();
      fake.post('lost');
      fake.forget();
      if (wire === 'v2') {
        fake.greet({
          $type: 'message',
          payload: { $type: 'network.bsky.jetstream.subscribeEvents#info', name: 'OutdatedCursor', message: '' },
        });
      }
      fake.sleep(60_000);
      fake.post('1');
      await listener.until(() => listener.gaps.some(({ filled }) => filled === 'partial'));
      expect(listener.texts).not.toContain('lost');
    }
  });

  it('gives its place up step by step when the server refuses the cursor', async () => {
    const fake = await startFake();
    const listener = listen(fake.url);
    await listener.live();
    fake.post('0');
    await listener.until(() => listener.posts.length === 1);
    const tooOld = { status: 400, body: '{"error":"CursorTooOld","message":"floor seq 5"}' };
    fake.refuse(tooOld, tooOld);
    fake.cut();
    await listener.live(2);
    expect(fake.cursors).toEqual([null, '1000', expect.stringMatching(/^\d{16}$/), null]);
    expect(listener.gaps).toMatchObject([{ filled: 'none' }]);
    fake.post('1');
    await listener.until(() => listener.posts.length === 2);
  });

  it('goes on where it was when it was too slow for the server', async () => {
    const fake = await startFake();
    const listener = listen(fake.url);
    await listener.live();
    fake.post('0');
    await listener.until(() => listener.posts.length === 1);
    fake.raw('{"$type":"error","error":"ConsumerTooSlow","message":"outbox full"}');
    await listener.live(2);
    await listener.until(() => listener.gaps.length === 1);
    expect(listener.gaps).toMatchObject([{ filled: 'full' }]);
    expect(listener.gaps[0]?.cause).toContain('ConsumerTooSlow');
    expect(fake.cursors).toEqual([null, '1000']);
  });

  it('leaves a server that holds the connection and says nothing', async () => {
    const fake = await startFake();
    const listener = listen(fake.url, { scheduler: createFastTime(200).scheduler });
    await listener.live();
    fake.post('0');
    await listener.until(() => listener.posts.length === 1);
    fake.stall(true);
    fake.post('1');
    await listener.until(() => listener.texts.includes('1'));
    expect(listener.states).toContainEqual(expect.stringContaining('has fallen silent'));
    expect(listener.gaps).toMatchObject([{ filled: 'full' }]);
  });

  it('delivers each post once through fifty cuts, but for those that the server itself sends again', async () => {
    const fake = await startFake();
    const listener = listen(fake.url);
    await listener.live();
    for (let cut = 0; cut < 50; cut += 1) {
      for (const text of numbered(20, cut * 20)) fake.post(text);
      const last = String(cut * 20 + 9);
      await listener.until(() => listener.texts.includes(last));
      fake.cut();
    }
    await listener.until(() => listener.texts.includes('999'));
    expect([...new Set(listener.posts.map(({ text }) => text))]).toEqual(numbered(1_000));
    expect(listener.gaps.every(({ filled }) => filled === 'full')).toBe(true);
  });

  it('keeps its connection when it is opened anew in the same turn, and closes it when it is left', async () => {
    const fake = await startFake();
    const listener = listen(fake.url);
    await listener.live();
    for (const text of numbered(100)) {
      fake.post(text);
      listener.open();
    }
    await listener.until(() => listener.posts.length === 100);
    expect(listener.texts).toEqual(numbered(100));
    expect(fake.requests).toHaveLength(1);
    listener.close();
    await eventually(() => fake.openSockets === 0);
  });

  it('is not read while the graph is behind, and is not taken for dead', async () => {
    const fake = await startFake();
    const canAccept$ = new BehaviorSubject(true);
    // Silence is 450 ms here: longer than a busy machine pauses, and shorter than the graph is behind.
    const { scheduler } = createFastTime(100);
    const listener = listen(fake.url, { canAccept$, scheduler });
    await listener.live();
    canAccept$.next(false);
    for (const text of numbered(200)) fake.post(text);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(listener.posts).toEqual([]);
    canAccept$.next(true);
    await listener.until(() => listener.posts.length === 200);
    expect(fake.requests).toHaveLength(1);
  });

  it('closes a connection that it is left with while it is not read', async () => {
    const fake = await startFake();
    const listener = listen(fake.url, { canAccept$: of(false) });
    await listener.live();
    listener.close();
    await eventually(() => fake.openSockets === 0);
  });

  it('keeps its cursor beyond the end of the program, and goes back a little from it', async () => {
    const fake = await startFake();
    const kept = new Map<string, string>();
    const cursors: Cursors = { read: (key) => kept.get(key), write: (key, value) => kept.set(key, value) };
    const first = listen(fake.url, { cursors });
    await first.live();
    fake.post('0');
    await first.until(() => first.posts.length === 1);
    first.close();
    await eventually(() => fake.openSockets === 0);
    fake.post('1');
    const second = listen(fake.url, { cursors });
    await second.until(() => second.texts.includes('1'));
    expect(second.texts).toEqual(['0', '1']);
    expect(second.gaps).toMatchObject([{ filled: 'full', cause: 'The program was not running.' }]);
    second.close();
    await eventually(() => fake.openSockets === 0);
    second.open();
    await second.live(2);
    expect(fake.cursors.map((cursor) => cursor === null)).toEqual([true, false, true]);
  });

  it('comes back to a server that was not there', async () => {
    const gone = await FakeJetstream.start();
    await gone.close();
    const listener = listen(gone.url);
    await listener.until(() => listener.states.length > 3);
    expect(listener.states[1]).toContain("can't be reached: it refuses connections.");
    expect(listener.error).toBeUndefined();
  });

  it('goes on by time on a server that counts from elsewhere', async () => {
    const kept = new Map<string, string>();
    const fake = await startFake({ firstSeq: 5 });
    const away = { base: 'ws://elsewhere', timeUs: Date.now() * 1_000, seq: 9_000_000 };
    const cursors: Cursors = { read: () => JSON.stringify(away), write: (key, value) => kept.set(key, value) };
    fake.post('0');
    const listener = listen(fake.url, { cursors });
    await listener.until(() => listener.posts.length === 1);
    expect(Number(fake.cursors[0])).toBe(away.timeUs - 5_000_000);
  });
});

describe('several servers', () => {
  const endpoints = (...fakes: readonly FakeJetstream[]) =>
    fakes.map(({ url }) => ({ base: url, wire: 'v2' as const }));

  it.each([
    { status: 403, headers: { 'Retry-After': '900' } },
    { status: 403 },
    { status: 401 },
    { status: 429, headers: { 'Retry-After': '900' } },
  ])('have their turn when one turns us away by %j', async (refusal) => {
    const [first, second] = [await startFake(), await startFake()];
    first.refuse(refusal);
    const listener = listen('', { base: undefined, servers: endpoints(first, second) });
    await listener.live();
    expect([first.requests.length, second.requests.length]).toEqual([1, 1]);
    expect(listener.states).toEqual(['pending', 'live']);
  });

  it('are asked again later when all of them turn us away', async () => {
    const [first, second] = [await startFake(), await startFake()];
    first.refuse({ status: 403 });
    second.refuse({ status: 403 });
    const listener = listen('', { base: undefined, servers: endpoints(first, second) });
    await listener.live();
    expect(listener.states[1]).toContain('refuses us (403)');
  });

  it('of one’s own is asked again after a 403, for it knows no key', async () => {
    const fake = await startFake();
    fake.refuse({ status: 403 }, { status: 403, headers: { 'Retry-After': '3' } });
    const listener = listen(fake.url);
    await listener.live();
    expect(listener.error).toBeUndefined();
  });
});
