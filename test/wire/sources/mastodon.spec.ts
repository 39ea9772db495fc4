import { of } from 'rxjs';
import { afterEach, describe, expect, it } from 'vitest';
import { createMastodon, type MastodonOptions } from '../../../src/sources/index.ts';
import { createFastTime } from '../../../src/testing/fast-time.ts';
import { eventually, SourceListener } from '../../../src/testing/source-listener.ts';
import { FakeMastodon } from '../../support/fakes/mastodon.ts';

const fakes: FakeMastodon[] = [];
const listeners: SourceListener[] = [];
afterEach(async () => {
  for (const listener of listeners.splice(0)) listener.close();
  for (const fake of fakes.splice(0)) await fake.close();
});

async function startFake(): Promise<FakeMastodon> {
  const fake = await FakeMastodon.start();
  fakes.push(fake);
  return fake;
}

function listen(base: string, options: Partial<MastodonOptions> = {}): SourceListener {
  const { scheduler } = createFastTime();
  const feeds = { token: 'good', tags: [], local: false };
  const common = { name: 'mastodon', base, ...feeds, canAccept$: of(true), random: () => 0, scheduler };
  const listener = new SourceListener(createMastodon({ ...common, ...options }));
  listeners.push(listener);
  return listener;
}

/** A fake, and a listener that has had its first post, `0`. */
async function startRecorded(options?: Partial<MastodonOptions>) {
  const fake = await startFake();
  const listener = listen(fake.url, options);
  await listener.live();
  fake.post('0');
  await listener.until(() => listener.posts.length === 1);
  return { fake, listener };
}

const numbered = (count: number, from = 0): readonly string[] =>
  Array.from({ length: count }, (_, index) => String(from + index));

describe('mastodon', () => {
  it('delivers statuses as posts, whatever else comes', async () => {
    const fake = await startFake();
    const listener = listen(fake.url);
    await listener.live();
    fake.heartbeat();
    const { id } = fake.post('<p>I &lt;3 pizza</p>', { tags: [{ name: 'Rome' }], in_reply_to_id: '1' });
    fake.event('delete', '109372843234');
    fake.event('filters_changed', 'undefined');
    fake.event('update', '{"id":');
    fake.event('update', '[]');
    fake.post('two');
    await listener.until(() => listener.posts.length === 2);
    expect(listener.posts[0]).toEqual({
      id,
      source: 'mastodon',
      text: 'I <3 pizza',
      at: Date.parse('2026-01-15T10:35:00Z'),
      createdAt: '2026-01-15T10:35:00.000Z',
      lang: 'en',
      author: 'ann@example.com',
      hashtags: ['Rome'],
      reply: true,
      url: 'https://example.com/@ann/1',
    });
    expect(listener.invalid).toBe(2);
    expect(listener.states).toEqual(['pending', 'live']);
    expect(fake.paths).toEqual(['/api/v2/instance', '/api/v1/streaming/public']);
  });

  it.each(['Text/Event-Stream', 'text/event-stream;charset=UTF-8', ' TEXT/EVENT-STREAM ; charset=utf-8'])(
    'reads a stream of the type `%s`',
    async (mediaType) => {
      const fake = await startFake();
      fake.mediaType = mediaType;
      await listen(fake.url).live();
    },
  );

  it('comes back after a 403 that is a rate limit', async () => {
    const fake = await startFake();
    fake.refuse('/api/v2/instance', {
      status: 403,
      headers: { 'X-RateLimit-Remaining': '0', 'X-RateLimit-Reset': new Date(Date.now() + 2_000).toISOString() },
    });
    const listener = listen(fake.url);
    await listener.live();
    expect(listener.states[1]).toContain('has had too many requests from us (403)');
  });

  it('reads a stream that is cut at every byte', async () => {
    const fake = await startFake();
    const listener = listen(fake.url);
    await listener.live();
    const status = JSON.stringify(fake.status('<p>naïve 🐱 touché</p>'));
    for (const byte of Buffer.from(`:thump\nevent: update\ndata: ${status}\n\n`)) {
      fake.raw(Uint8Array.of(byte));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await listener.until(() => listener.posts.length === 1);
    expect(listener.texts).toEqual(['naïve 🐱 touché']);
  });

  it('takes an edit with other words for a new post, and one with the same for a repetition', async () => {
    const fake = await startFake();
    const listener = listen(fake.url);
    await listener.live();
    const status = fake.post('one');
    const edited = { ...status, edited_at: '2026-01-16T00:00:00.000Z' };
    fake.event('status.update', JSON.stringify(edited));
    fake.event('status.update', JSON.stringify({ ...edited, content: 'two' }));
    await listener.until(() => listener.posts.length === 3);
    const id = String(status['id']);
    expect(listener.posts.map((post) => [post.id, post.text])).toEqual([
      [id, 'one'],
      [id, 'one'],
      [`${id}~2026-01-16T00:00:00.000Z`, 'two'],
    ]);
    fake.event('delete', id);
    await listener.until(() => listener.retractions.length === 3);
    const source = 'mastodon';
    expect(listener.retractions).toEqual([
      { type: 'delete', source, id },
      { type: 'delete', source, id },
      { type: 'delete', source, id: `${id}~2026-01-16T00:00:00.000Z` },
    ]);
  });

  it('asks the timelines for what it missed, page by page', async () => {
    const { fake, listener } = await startRecorded();
    fake.cut();
    for (const text of numbered(100, 1)) fake.post(text);
    await listener.until(() => listener.gaps.length === 1);
    expect([...new Set(listener.texts)]).toEqual(numbered(101));
    expect(listener.gaps).toMatchObject([{ source: 'mastodon', filled: 'full' }]);
    fake.post('101');
    await listener.until(() => listener.texts.includes('101'));
  });

  it('says that it could not get what it missed', async () => {
    const { fake, listener } = await startRecorded();
    fake.refuse('/api/v1/timelines', { status: 429 });
    fake.end();
    await listener.until(() => listener.gaps.length === 1);
    expect(listener.gaps).toMatchObject([{ filled: 'none' }]);
    expect(listener.gaps[0]?.cause).toContain('closed the connection');
  });

  it('says so too when a timeline never answers', async () => {
    const { fake, listener } = await startRecorded({ scheduler: createFastTime(100).scheduler });
    fake.hangs = (url) => url.includes('timelines');
    fake.end();
    await listener.until(() => listener.gaps.length === 1);
    expect(listener.gaps).toMatchObject([{ filled: 'none' }]);
  });

  it('goes on with a filling that was cut short where it began, whatever has come since', async () => {
    const { fake, listener } = await startRecorded();
    fake.hangs = (url) =>
      url.includes('timelines') && fake.paths.filter((path) => path.includes('timelines')).length > 1;
    fake.cut();
    for (const text of numbered(100, 1)) fake.post(text);
    await listener.until(() => listener.texts.includes('30'));
    fake.post('101');
    await listener.until(() => listener.texts.includes('101'));
    fake.hangs = () => false;
    fake.end();
    await listener.until(() => listener.gaps.length === 1);
    expect(listener.gaps).toMatchObject([{ filled: 'full' }]);
    expect([...new Set(listener.texts)].toSorted()).toEqual([...numbered(102)].toSorted());
  });

  it('finds a status of another server that came late, under an older id', async () => {
    const fake = await startFake();
    const listener = listen(fake.url);
    await listener.live();
    const { id } = fake.post('0');
    await listener.until(() => listener.posts.length === 1);
    fake.cut();
    fake.post('late', { id: String(BigInt(String(id)) - 5_000n * 65_536n) });
    await listener.until(() => listener.gaps.length === 1);
    expect(listener.texts).toContain('late');
  });

  it('leaves a stream that has fallen silent beside one that has not', async () => {
    const fake = await startFake();
    const listener = listen(fake.url, { tags: ['a', 'b'], scheduler: createFastTime(200).scheduler });
    await listener.live();
    const beat = setInterval(() => {
      fake.heartbeat('/api/v1/streaming/hashtag?tag=a');
    }, 10);
    await listener.live(2).finally(() => {
      clearInterval(beat);
    });
    expect(listener.states).toContain(`pending: ${new URL(fake.url).host} has fallen silent.`);
  });

  it('leaves a stream whose heartbeat has stopped', async () => {
    const fake = await startFake();
    const listener = listen(fake.url, { scheduler: createFastTime(200).scheduler });
    await listener.live(2);
    expect(listener.states).toContain(`pending: ${new URL(fake.url).host} has fallen silent.`);
  });

  it('reads several tags, local ones if asked to, each on a stream of its own', async () => {
    const fake = await startFake();
    const listener = listen(fake.url, { tags: ['pizza', 'röm'], local: true });
    await listener.live();
    fake.post('one', {}, '/api/v1/streaming/hashtag/local?tag=pizza');
    fake.post('two', {}, '/api/v1/streaming/hashtag/local?tag=r%C3%B6m');
    await listener.until(() => listener.posts.length === 2);
    fake.cut();
    await listener.live(2);
    await listener.until(() => listener.gaps.length === 1);
    expect(fake.paths.filter((path) => path.includes('timelines'))).toContainEqual(
      expect.stringMatching(/^\/api\/v1\/timelines\/tag\/r%C3%B6m\?local=true&min_id=\d+&limit=40$/),
    );
    listener.close();
    await eventually(() => fake.openSockets === 0);
  });

  it.each([
    ['public', { live_feeds: { local: 'disabled', remote: 'disabled' } }, {}],
    ['local', { live_feeds: { local: 'disabled', remote: 'public' } }, { local: true }],
    ['hashtag', { hashtag_feeds: { local: 'disabled', remote: 'disabled' } }, { tags: ['a'] }],
  ])('says that the %s feed is closed, and asks for nothing more', async (_, access, options) => {
    const fake = await startFake();
    fake.configuration = { ...fake.configuration, timelines_access: access };
    const listener = listen(fake.url, options);
    await listener.until(() => listener.error !== undefined);
    expect(listener.error).toMatchObject({ code: 'source_failed', kind: 'fatal' });
    expect(String(listener.error)).toMatch(/keeps its .* feeds closed/);
    expect(fake.paths).toEqual(['/api/v2/instance']);
  });

  it('reads feeds that are open to users, and those of an instance without an instance document', async () => {
    const fake = await startFake();
    fake.configuration = {
      ...fake.configuration,
      timelines_access: { live_feeds: { local: 'authenticated', remote: 'public' } },
    };
    await listen(fake.url).live();
    fake.configuration = undefined;
    await listen(fake.url).live();
  });

  it('says once that its key is wrong, and ends', async () => {
    const fake = await startFake();
    const listener = listen(fake.url, { token: 'wrong' });
    await listener.until(() => listener.error !== undefined);
    expect(listener.states).toEqual(['pending']);
    expect(listener.error).toMatchObject({
      code: 'source_failed',
      status: 401,
      message:
        `${new URL(fake.url).host} refuses us (401): The access token is invalid. ` +
        'MASTODON_TOKEN must hold a token of a user, with the scope read:statuses.',
    });
    await eventually(() => fake.openSockets === 0);
  });

  it('tries again after errors of the server', async () => {
    const fake = await startFake();
    fake.refuse('/api/v2/instance', { status: 503 });
    fake.refuse('/api/v1/streaming', { status: 502, body: 'Bad gateway' });
    const listener = listen(fake.url, { scheduler: createFastTime(100).scheduler });
    await listener.live();
    expect(listener.states.filter((state) => state.includes('answers 50'))).toHaveLength(2);
  });

  it('keeps its streams when it is opened anew in the same turn', async () => {
    const fake = await startFake();
    const listener = listen(fake.url);
    await listener.live();
    for (const text of numbered(100)) {
      fake.post(text);
      listener.open();
    }
    await listener.until(() => listener.posts.length === 100);
    expect(listener.texts).toEqual(numbered(100));
    expect(fake.streams).toBe(1);
  });
});
