import { EMPTY, firstValueFrom, toArray } from 'rxjs';
import { afterEach, describe, expect, it } from 'vitest';
import { parseQuery } from '../../../src/query/index.ts';
import { createX, type XOptions } from '../../../src/sources/index.ts';
import { createHurry, type Hurry } from '../../support/fakes/hurry.ts';
import { eventually, Listener } from '../../support/fakes/listener.ts';
import { FakeX, type FakeXOptions } from '../../support/fakes/x.ts';

const fakes: FakeX[] = [];
const listeners: Listener[] = [];
afterEach(async () => {
  for (const listener of listeners.splice(0)) listener.close();
  for (const fake of fakes) await eventually(() => fake.openSockets === 0);
  for (const fake of fakes.splice(0)) await fake.close();
});

async function startFake(options?: FakeXOptions): Promise<FakeX> {
  const fake = await FakeX.start(options);
  fake.beat(5);
  fakes.push(fake);
  return fake;
}

const queries = (...all: readonly string[]) => all.map(parseQuery);

function listen(fake: FakeX, wanted: readonly string[], options: Partial<XOptions & { hurry: Hurry }> = {}): Listener {
  const { scheduler } = options.hurry ?? createHurry(100);
  fake.clock = () => scheduler.now();
  const common = { name: 'x', base: fake.url, token: 'good', fill: false, random: () => 0, scheduler };
  const listener = new Listener(createX({ ...common, ...options }), queries(...wanted));
  listeners.push(listener);
  return listener;
}

/** Waits until exactly these queries act. */
const acts = (listener: Listener, ...canonical: readonly string[]) =>
  listener.until(() => listener.coverage.acting.join() === canonical.join());

describe('the rules of X', () => {
  it('are added before there is a connection, and act 20 s later', async () => {
    const hurry = createHurry(100);
    const fake = await startFake();
    const listener = listen(fake, ['pizza', 'coffee rome'], { hurry });
    await listener.live();
    expect(fake.connectsWithoutRules).toBe(0);
    expect(listener.coverage.acting).toEqual([]);
    expect(fake.values).toEqual([
      '(pizza OR #pizza OR @pizza OR url:pizza OR (coffee OR #coffee OR @coffee OR url:coffee) (rome OR #rome OR @rome OR url:rome)) -is:retweet',
    ]);
    const before = hurry.scheduler.now();
    await acts(listener, 'coffee rome', 'pizza');
    expect(hurry.scheduler.now() - before).toBeGreaterThan(15_000);
  });

  it('change on the live connection: the new one is added first, the old one goes when the new one acts', async () => {
    const fake = await startFake();
    const listener = listen(fake, ['pizza']);
    await acts(listener, 'pizza');
    listener.open(queries('pizza', 'coffee'));
    expect(listener.coverage.acting).toEqual(['pizza']);
    await eventually(() => fake.values.length === 2);
    fake.post('I love pizza');
    await acts(listener, 'coffee', 'pizza');
    await eventually(() => fake.values.length === 1);
    expect(fake.rules.changes.map((change) => Object.keys(change)[0])).toEqual(['add', 'add', 'delete']);
    fake.post('I love coffee');
    await listener.until(() => listener.posts.length === 2);
    expect(fake.attempts).toBe(1);
    expect(listener.states).toEqual(['pending', 'live']);
  });

  it('of earlier runs are removed once they are replaced, those of others never', async () => {
    const fake = await startFake({ rulesPerPage: 2 });
    for (const word of ['a', 'b', 'c', 'd', 'e']) fake.rules.put(`(${word}) -is:retweet`, 'undertone-1');
    fake.rules.put('tea', 'somebody else');
    fake.rules.put('(#pizza) -is:retweet', 'undertone-9');
    const listener = listen(fake, ['#pizza']);
    await listener.live();
    await acts(listener, '#pizza');
    await eventually(() => fake.values.length === 2);
    expect(fake.values).toEqual(['tea', '(#pizza) -is:retweet']);
    expect(fake.rules.changes.map((change) => Object.keys(change)[0])).toEqual(['delete']);
  });

  it('that somebody else holds already serve us too, and are left to him', async () => {
    const fake = await startFake({ rulesPerPage: 1 });
    const listener = listen(fake, ['#tea']);
    fake.refuse('list', { status: 200, body: '{"meta":{"sent":""}}' });
    fake.rules.put('(#tea) -is:retweet', 'somebody else');
    await acts(listener, '#tea');
    listener.open(queries('#coffee'));
    await acts(listener, '#coffee');
    expect(fake.values).toContain('(#tea) -is:retweet');
  });

  it('that X refuses keep no other from being added: only their query is refused', async () => {
    const fake = await startFake();
    const listener = listen(fake, ['pizza', '#verboten', 'coffee']);
    await acts(listener, 'coffee', 'pizza');
    expect(listener.coverage.refused).toEqual(['#verboten: bad_query']);
    const [error] = listener.events.findLast((event) => event.type === 'coverage')?.refused.values() ?? [];
    expect(error?.message).toBe('X refuses this query: Rules must not contain this word (at position 1).');
    listener.open(queries('pizza', 'coffee'));
    expect(listener.coverage.refused).toEqual([]);
  });

  it('that the account takes no more of are refused, the others act', async () => {
    const fake = await startFake({ maxRules: 3 });
    fake.rules.put('tea', 'somebody else');
    fake.rules.put('(old)', 'undertone-1');
    const long = ['pizza', 'coffee', 'rome'].map((word) => `"${word} ${'x'.repeat(400)}"`);
    const listener = listen(fake, long);
    await listener.until(() => listener.coverage.refused.length === 1 && listener.coverage.acting.length === 2);
    expect(fake.values).toHaveLength(3);
    expect(fake.values).not.toContain('(old)');
    listener.open(queries(...long.slice(1)));
    await listener.until(() => listener.coverage.refused.length === 0 && listener.coverage.acting.length === 2);
    await eventually(() => fake.values.length === 3 && !fake.values.some((value) => value.includes('pizza')));
  });

  it('that somebody removes behind our back are added again', async () => {
    const fake = await startFake();
    const listener = listen(fake, ['pizza'], { hurry: createHurry(2_000) });
    await acts(listener, 'pizza');
    fake.rules.held.clear();
    await eventually(() => fake.values.length === 1);
  });

  it('change no more often than X allows, whatever is asked', async () => {
    const hurry = createHurry(500);
    const fake = await startFake();
    const listener = listen(fake, ['pizza'], { hurry });
    await listener.live();
    const start = hurry.scheduler.now();
    for (let turn = 0; hurry.scheduler.now() - start < 840_000; turn += 1) {
      listener.open(queries('pizza', `word${turn}`));
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(fake.rules.changes.length).toBeGreaterThan(50);
    expect(fake.rules.changes.length).toBeLessThanOrEqual(100);
    expect(fake.mostStreams).toBe(1);
  });

  it('that can’t be changed for a while are a trouble beside a live stream', async () => {
    const fake = await startFake();
    const listener = listen(fake, ['pizza']);
    await acts(listener, 'pizza');
    fake.refuse('change', {
      status: 429,
      headers: { 'x-rate-limit-reset': '1' },
      body: '{"title":"Too Many Requests"}',
    });
    listener.open(queries('pizza', 'coffee'));
    await listener.until(() => listener.states.some((state) => state.startsWith('live: ')));
    await acts(listener, 'coffee', 'pizza');
    expect(listener.states.at(-1)).toBe('live');
    expect(fake.attempts).toBe(1);
  });
});

describe('the stream of X', () => {
  const problem = (fields: object) => JSON.stringify({ title: 'ConnectionException', detail: 'No.', ...fields });

  it('delivers posts as they were written, whatever else comes', async () => {
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

  it('takes an edit with the same words for the post that it edits, and one with new words for a new post', async () => {
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

  it('comes compressed too', async () => {
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
  ])('is opened again when it says that it disconnects, %s', async (_, ends) => {
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

  it('is asked for again when another connection of the app is still thought to be open', async () => {
    const hurry = createHurry(100);
    const fake = await startFake();
    fake.linger(2);
    const listener = listen(fake, ['pizza'], { hurry });
    await listener.live();
    expect(hurry.delays).toContain(10_000);
    expect(listener.states.filter((state) => state.includes('TooManyConnections'))).toHaveLength(2);
  });

  it('gets its rules again when X says that there are none', async () => {
    const fake = await startFake();
    const listener = listen(fake, ['pizza']);
    await acts(listener, 'pizza');
    fake.rules.held.clear();
    fake.cut();
    await listener.live(2);
    expect(fake.values).toHaveLength(1);
    expect(fake.connectsWithoutRules).toBe(1);
    await acts(listener, 'pizza');
  });

  it.each([
    ['ProvisioningSubscription', 409, 60_000],
    ['RulesInvalidIssue', 400, 5_000],
  ])('waits when it is refused by %s', async (issue, status, ms) => {
    const hurry = createHurry(200);
    const fake = await startFake();
    fake.refuse('stream', { status, body: problem({ connection_issue: issue }) });
    const listener = listen(fake, ['pizza'], { hurry });
    await listener.live();
    expect(hurry.delays).toContain(ms);
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
  ])('ends for good with %s', async (_, status, fields, words) => {
    const fake = await startFake();
    fake.refuse('stream', { status, body: JSON.stringify(fields) });
    const listener = listen(fake, ['pizza']);
    await listener.until(() => listener.error !== undefined);
    expect(listener.error).toMatchObject({ code: 'source_failed', message: expect.stringContaining(words) as unknown });
    await eventually(() => fake.openSockets === 0);
  });

  it('is filled from recent search when that is wanted, page by page', async () => {
    const hurry = createHurry(50);
    const fake = await startFake();
    const listener = listen(fake, ['pizza'], { hurry, fill: true });
    await acts(listener, 'pizza');
    fake.cut();
    for (let number = 0; number < 250; number += 1) fake.post(`pizza ${number}`);
    await listener.until(() => listener.gaps.length === 1);
    expect(listener.gaps).toMatchObject([{ filled: 'full' }]);
    expect(new Set(listener.texts).size).toBe(250);
    fake.refuse('search', { status: 500 });
    fake.cut();
    await listener.until(() => listener.gaps.length === 2);
    expect(listener.gaps[1]).toMatchObject({ filled: 'none' });
  });
});

it('X is checked by its rules, without a connection to the stream', async () => {
  const fake = await startFake();
  const { scheduler } = createHurry();
  const common = { name: 'x', base: fake.url, fill: false, random: () => 0, scheduler };
  const check = (token: string) => createX({ ...common, token }).check?.() ?? EMPTY;
  expect(await firstValueFrom(check('good').pipe(toArray()))).toEqual([]);
  await expect(firstValueFrom(check('wrong'))).rejects.toMatchObject({ status: 401 });
  expect(fake.attempts).toBe(0);
});

it('X is said to be out of reach with the reason', async () => {
  const fake = await FakeX.start();
  await fake.close();
  const listener = listen(fake, ['pizza']);
  await listener.until(() => listener.states.length > 1);
  expect(listener.states[1]).toBe(`pending: ${new URL(fake.url).host} can't be reached: it refuses connections.`);
});
