import { EMPTY, firstValueFrom, toArray } from 'rxjs';
import { afterEach, describe, expect, it } from 'vitest';
import { sentenceOf } from '../../../src/model/index.ts';
import { createX } from '../../../src/sources/index.ts';
import { createFastTime } from '../../../src/testing/fast-time.ts';
import { eventually } from '../../../src/testing/source-listener.ts';
import { FakeX } from '../../support/fakes/x.ts';
import { untilActive, listen, releaseX, startFake } from '../../support/x-source.ts';

afterEach(releaseX);

describe('the stream of X', () => {
  const problem = (fields: object) => JSON.stringify({ title: 'ConnectionException', detail: 'No.', ...fields });

  it('delivers posts as they were written, beside messages of other kinds', async () => {
    const fake = await startFake();
    const listener = listen(fake, ['pizza']);
    await listener.live();
    fake.heartbeat();
    fake.message({ news: 'of a kind that nobody knows' });
    fake.raw('{"broken\r\n[]\r\n\r\n\r\n');
    const data = fake.post('pizza &amp; tea &lt;3', {
      entities: {
        hashtags: [{ start: 0, end: 4, tag: 'cat' }],
        mentions: [{ username: 'bob' }],
        urls: [
          { url: 'https://t.co/1', expanded_url: 'https://example.com/a/b', display_url: 'example.com/a/b' },
          { url: 'https://t.co/2', expanded_url: 'https://example.org/long', display_url: 'example.org/lo…' },
        ],
      },
      referenced_posts: [{ type: 'replied_to', id: '1' }],
    });
    fake.message({ data: fake.data('short', { note_tweet: { text: 'pizza at length' }, lang: 'qme' }), errors: [{}] });
    await listener.until(() => listener.posts.length === 2);
    expect(listener.posts).toMatchObject([
      {
        id: data['id'],
        source: 'x',
        text: 'pizza & tea <3',
        lang: 'en',
        author: 'ann',
        hashtags: ['cat'],
        mentions: ['bob'],
        links: ['https://example.com/a/b', 'example.com/a/b', 'https://example.org/long'],
        reply: true,
        url: `https://x.com/ann/status/${String(data['id'])}`,
        createdAt: data['created_at'],
      },
      { text: 'pizza at length', author: '9' },
    ]);
    expect(listener.posts[1]).not.toHaveProperty('lang');
    expect(listener.invalid).toBe(2);
    expect(listener.states).toEqual(['pending', 'live']);
  });

  it('takes an edit that keeps the text for the post that it edits, and any other for a new post', async () => {
    const fake = await startFake();
    const listener = listen(fake, ['pizza']);
    await listener.live();
    const { id } = fake.post('pizza');
    const same = fake.data('pizza', { edit_history_tweet_ids: [id, '2'] });
    const other = fake.data('pizza!', { edit_history_post_ids: [id, '2', '3'], edit_history_tweet_ids: undefined });
    for (const data of [same, other, other]) fake.message({ data });
    await listener.until(() => listener.posts.length === 4);
    expect(listener.posts.map((post) => post.id)).toEqual([id, id, other['id'], other['id']]);
  });

  it('may be compressed', async () => {
    const fake = await startFake({ gzip: true });
    const listener = listen(fake, ['pizza']);
    await listener.live();
    fake.post('pizza 🍕');
    await listener.until(() => listener.posts.length === 1);
    expect(listener.texts).toEqual(['pizza 🍕']);
  });

  it.each([
    ['with the connection cut', true],
    ['with the connection left open', false],
  ])('is opened again when X announces a disconnection, %s', async (_, ends) => {
    const fake = await startFake();
    const listener = listen(fake, ['pizza']);
    await listener.live();
    fake.disconnect();
    if (ends) fake.end();
    await listener.live(2);
    expect(listener.gaps).toMatchObject([{ filled: 'none' }]);
    expect(listener.gaps[0]?.cause).toContain('(UpstreamOperationalDisconnect)');
    expect(fake.mostStreams).toBe(1);
  });

  it('is opened again while X takes another connection of the app for open', async () => {
    const time = createFastTime(40);
    const fake = await startFake();
    fake.linger(2);
    const listener = listen(fake, ['pizza'], { time });
    await listener.live();
    expect(time.delays).toContain(10_000);
    expect(listener.states.filter((state) => state.includes('TooManyConnections'))).toHaveLength(2);
  });

  it('gets its rules again when X has none', async () => {
    const fake = await startFake();
    const listener = listen(fake, ['pizza']);
    await untilActive(listener, 'pizza');
    fake.rules.stored.clear();
    fake.cut();
    await listener.live(2);
    expect(fake.values).toHaveLength(1);
    expect(fake.connectsWithoutRules).toBe(1);
    await untilActive(listener, 'pizza');
  });

  it.each([
    ['ProvisioningSubscription', 409, 60_000],
    ['RulesInvalidIssue', 400, 5_000],
  ])('waits when X refuses it with %s', async (issue, status, ms) => {
    const time = createFastTime(200);
    const fake = await startFake();
    fake.refuse('stream', { status, body: problem({ connection_issue: issue }) });
    const listener = listen(fake, ['pizza'], { time });
    await listener.live();
    expect(time.delays).toContain(ms);
  });

  it.each([
    [
      'a wrong key',
      401,
      { title: 'Unauthorized', detail: 'Unauthorized' },
      'refuses us (401): Unauthorized. X_BEARER_TOKEN must',
    ],
    [
      'a spent quota',
      429,
      { type: 'https://api.x.com/2/problems/usage-capped', period: 'Monthly', scope: 'Account' },
      'the monthly quota of this account is spent',
    ],
    ['spent credits', 402, { title: 'CreditsDepleted', detail: 'No credits.' }, 'asks for payment (402): No credits.'],
  ])('ends the source with %s', async (_, status, fields, words) => {
    const fake = await startFake();
    fake.refuse('stream', { status, body: JSON.stringify(fields) });
    const listener = listen(fake, ['pizza']);
    await listener.until(() => listener.error !== undefined);
    expect(listener.error).toMatchObject({ code: 'source_failed' });
    expect(sentenceOf(listener.error)).toContain(words);
    await eventually(() => fake.openSockets === 0);
  });

  it.each([
    ['stream', 'a reset', () => ({ 'x-rate-limit-remaining': '0', 'x-rate-limit-reset': '1' })],
    ['stream', 'Retry-After', () => ({ 'Retry-After': '3' })],
    ['list', 'Retry-After', () => ({ 'Retry-After': '3' })],
    ['change', 'Retry-After', () => ({ 'Retry-After': '3' })],
  ] as const)('waits when X answers a request (%s) with 403 and %s', async (what, _, headersOf) => {
    const fake = await startFake();
    fake.refuse(what, { status: 403, headers: headersOf(), body: '{"title":"Forbidden","detail":"Too many."}' });
    const listener = listen(fake, ['pizza'], { time: createFastTime(100) });
    await listener.live();
    expect(listener.error).toBeUndefined();
    expect(listener.states.some((state) => state.includes('too many requests from us (403): Too many.'))).toBe(true);
  });

  it('is filled from recent search, page by page, when that is wanted', async () => {
    const time = createFastTime(50);
    const fake = await startFake();
    const listener = listen(fake, ['pizza'], { time, fill: true });
    await untilActive(listener, 'pizza');
    fake.cut();
    for (let number = 0; number < 250; number += 1) fake.post(`pizza ${number}`);
    await listener.until(() => listener.gaps.length === 1);
    expect(listener.gaps).toMatchObject([{ filled: 'full' }]);
    expect(new Set(listener.texts).size).toBe(250);
    fake.refuse('search', { status: 500 });
    fake.cut();
    await listener.until(() => listener.gaps.length === 2);
    expect(listener.gaps[1]).toMatchObject({ filled: 'none' });
    fake.searchHangs = true;
    fake.cut();
    await listener.until(() => listener.gaps.length === 3);
    expect(listener.gaps[2]).toMatchObject({ filled: 'none' });
  });
});

it('X is checked by a list of its rules, without a connection to the stream', async () => {
  const fake = await startFake();
  const { scheduler } = createFastTime();
  const common = { name: 'x', base: fake.url, fill: false, random: () => 0, scheduler };
  const check = (token: string) => createX({ ...common, token }).check?.() ?? EMPTY;
  expect(await firstValueFrom(check('good').pipe(toArray()))).toEqual([]);
  await expect(firstValueFrom(check('wrong'))).rejects.toMatchObject({ status: 401 });
  expect(fake.attempts).toBe(0);
});

it('X out of reach is pending, with the reason', async () => {
  const fake = await FakeX.start();
  await fake.close();
  const listener = listen(fake, ['pizza']);
  await listener.until(() => listener.states.length > 1);
  expect(listener.states[1]).toBe(`pending: ${new URL(fake.url).host} can't be reached: it refuses connections.`);
});
