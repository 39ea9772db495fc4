import { BehaviorSubject, of } from 'rxjs';
import { afterEach, describe, expect, it } from 'vitest';
import { createPoll, type PollOptions } from '../../../src/sources/index.ts';
import { createFastTime } from '../../../src/testing/fast-time.ts';
import { FakeHttp, type Answer } from '../../support/fakes/http.ts';
import { eventually, SourceListener } from '../../../src/testing/source-listener.ts';

const fakes: FakeHttp[] = [];
const listeners: SourceListener[] = [];
afterEach(async () => {
  for (const listener of listeners.splice(0)) listener.close();
  for (const fake of fakes.splice(0)) await fake.close();
});

async function serve(...args: Parameters<typeof FakeHttp.start>): Promise<FakeHttp> {
  const fake = await FakeHttp.start(...args);
  fakes.push(fake);
  return fake;
}

function listen(url: string, options: Partial<PollOptions> = {}): SourceListener {
  const { scheduler } = createFastTime();
  const common = { name: 'poll', url, everyMs: 200, canAccept$: of(true), random: () => 0, scheduler };
  const listener = new SourceListener(createPoll({ ...common, ...options }));
  listeners.push(listener);
  return listener;
}

const comments = (...ids: readonly (string | number)[]) => ids.map((id) => ({ id, text: `text ${id}` }));
const json = (value: unknown, headers: Readonly<Record<string, string>> = {}): Answer => ({
  headers: { 'Content-Type': 'application/json', ...headers },
  body: JSON.stringify(value),
});

describe('polling', () => {
  it('delivers each comment once, however often it is listed, with or without an id', async () => {
    let list: readonly unknown[] = [...comments('1', '2'), { text: 'no id' }, { text: 5 }, null];
    const fake = await serve(() => json(list));
    const listener = listen(`${fake.url}/comments.json`);
    await listener.until(() => listener.posts.length === 3);
    list = [...comments('1', '2', '3', 4), { text: 'no id' }, { text: 5 }, null];
    await listener.until(() => listener.posts.length === 5);
    await eventually(() => fake.requests.length > 6);
    expect(listener.texts).toEqual(['text 1', 'text 2', 'no id', 'text 3', 'text 4']);
    expect(listener.posts[0]).toMatchObject({ id: '1', source: 'poll' });
    expect(listener.invalid).toBe(2);
    expect(listener.states).toEqual(['pending', 'live']);
  });

  it.each(['posts', 'comments', 'items', 'data'])('finds the list under `%s` too', async (name) => {
    const fake = await serve(() => json({ [name]: comments('1') }));
    const listener = listen(fake.url);
    await listener.until(() => listener.posts.length === 1);
  });

  it('asks for what has changed only', async () => {
    const fake = await serve(({ headers }) =>
      headers['if-none-match'] === '"v1"' ? { status: 304 } : json(comments('1'), { ETag: '"v1"' }),
    );
    const listener = listen(fake.url);
    await eventually(() => fake.requests.length === 4);
    expect(fake.requests.map(({ headers }) => headers['if-none-match'])).toEqual([undefined, '"v1"', '"v1"', '"v1"']);
    expect(listener.states).toEqual(['pending', 'live']);
  });

  it('asks for what came after the newest comment where the address has a place for it', async () => {
    const dated = [
      { id: 'b c', text: 'new', createdAt: '2026-01-02T00:00:00Z' },
      { id: 'a', text: 'old', createdAt: '2026-01-01T00:00:00Z' },
    ];
    const fake = await serve(({ url }) => json(url === '/?since=' ? dated : []));
    listen(`${fake.url}/?since={since}`);
    await eventually(() => fake.requests.length === 3);
    expect(fake.paths).toEqual(['/?since=', '/?since=b%20c', '/?since=b%20c']);
  });

  it('goes on after ids that are half a character, and dates to come', async () => {
    const odd = [
      { id: '\ud800$&', text: 'odd', createdAt: '2026-01-01T00:00:00Z' },
      { id: 'later', text: 'later', createdAt: '9999-01-01T00:00:00Z' },
    ];
    const fake = await serve(({ url }) => json(url === '/?since=' ? odd.slice(0, 1) : [...odd, ...comments('next')]));
    const listener = listen(`${fake.url}/?since={since}`);
    await eventually(() => fake.requests.length === 3);
    expect(fake.paths).toEqual(['/?since=', '/?since=%EF%BF%BD%24%26', '/?since=next']);
    expect(listener.states).toEqual(['pending', 'live']);
  });

  it('distinguishes comments whose numbers are too large to be read exactly, and takes deep ones for what they are', async () => {
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    const body = `[{"id":12345678901234567890,"text":"a"},{"id":12345678901234567891,"text":"b"},{"text":"c","x":${deep}}]`;
    const fake = await serve(() => ({ body }));
    const listener = listen(fake.url);
    await eventually(() => fake.requests.length === 3);
    expect(listener.texts).toEqual(['a', 'b', 'c']);
    expect(listener.states).toEqual(['pending', 'live']);
  });

  it('hands over all of an answer before it asks again, so that a failure then costs nothing', async () => {
    const canAccept$ = new BehaviorSubject(false);
    const fake = await serve(() => json(comments(...Array.from({ length: 1_600 }, (_, index) => index))));
    const listener = listen(fake.url, { canAccept$ });
    const stopAfter = async (posts: number): Promise<void> => {
      const stopped = listener.until(() => {
        if (listener.posts.length === posts - 100) canAccept$.next(false);
        return listener.posts.length === posts;
      });
      canAccept$.next(true);
      await stopped;
      await new Promise((resolve) => setTimeout(resolve, 30));
    };
    await stopAfter(500);
    fake.refuse({ status: 500 });
    await stopAfter(1_500);
    expect(fake.requests).toHaveLength(1);
    canAccept$.next(true);
    await listener.until(() => listener.posts.length === 1_600);
  });

  it('comes back when the answer says so, after 429 and 503', async () => {
    const { scheduler, delays } = createFastTime(100);
    const fake = await serve(() => json(comments('1')));
    fake.refuse({ status: 429, headers: { 'Retry-After': '30' } }, { status: 503, headers: { 'Retry-After': '7' } });
    const listener = listen(fake.url, { scheduler, everyMs: 60_000 });
    await listener.until(() => listener.posts.length === 1);
    const waited = (ms: number): boolean => delays.some((delay) => delay <= ms && delay > ms - 900);
    expect(waited(7_000)).toBe(true);
    expect(waited(30_000)).toBe(true);
    expect(listener.states[1]).toContain('too many requests from us (429)');
    expect(listener.gaps).toEqual([]);
  });

  it('says what an interruption has cost', async () => {
    let list = comments('1', '2');
    const fake = await serve(() => json(list));
    const listener = listen(fake.url);
    await listener.until(() => listener.posts.length === 2);
    fake.refuse({ status: 500 });
    await listener.until(() => listener.gaps.length === 1);
    list = comments('7', '8');
    fake.refuse({ status: 500 });
    await listener.until(() => listener.gaps.length === 2);
    expect(listener.gaps.map(({ filled }) => filled)).toEqual(['full', 'partial']);
  });

  it('says that comments may have come and gone between two answers, where it can be seen', async () => {
    let list = comments('1', '2');
    const fake = await serve(() => json(list));
    const listener = listen(fake.url);
    const answered = async (): Promise<void> => {
      const asked = fake.requests.length;
      await eventually(() => fake.requests.length > asked + 2);
    };
    await answered();
    list = comments('2', '3');
    await answered();
    expect(listener.gaps).toEqual([]);
    list = comments('7', '8');
    await listener.until(() => listener.gaps.length === 1);
    expect(listener.gaps[0]).toMatchObject({
      source: 'poll',
      cause: `More may have come than ${new URL(fake.url).host} lists at a time.`,
      filled: 'partial',
    });
    const [{ from, to } = { from: 0, to: 0 }] = listener.gaps;
    expect(to).toBeGreaterThan(from);
    list = [];
    await answered();
    list = comments('9');
    await listener.until(() => listener.texts.includes('text 9'));
    await answered();
    expect(listener.gaps).toHaveLength(1);
    expect(listener.states).toEqual(['pending', 'live']);
  });

  it('takes what lists each comment once for complete', async () => {
    let next = 0;
    const fake = await serve(() => json(comments((next += 1))));
    const listener = listen(fake.url);
    await listener.until(() => listener.posts.length === 5);
    expect(listener.gaps).toEqual([]);
  });

  it.each<[string, Answer]>([
    ['half JSON', { body: '[{"text":"a"' }],
    ['no list', { body: '{"a":1}' }],
    ['no JSON', { body: '<html>sign in</html>' }],
    ['broken UTF-8', { body: Buffer.from([0x5b, 0x22, 0xc3, 0x28, 0x22, 0x5d]) }],
  ])('takes %s for a failure that may heal', async (_, broken) => {
    let answer = broken;
    const fake = await serve(() => answer);
    const listener = listen(fake.url);
    await listener.until(() => listener.invalid === 1);
    expect(listener.states.at(-1)).not.toBe('live');
    answer = json(comments('1'));
    await listener.until(() => listener.posts.length === 1);
  });

  it('reads no more of an endless body than it can hold', async () => {
    const chunk = Buffer.alloc(1_048_576, ' ');
    let most = 0;
    const fake = await serve(() => (response) => {
      let sent = 0;
      const pour = (): void => {
        while (!response.destroyed && response.write(chunk)) sent += 1;
        sent += 1;
        most = Math.max(most, sent);
      };
      response.on('drain', pour).on('error', () => undefined);
      pour();
    });
    const listener = listen(fake.url);
    // A busy machine may take longer for so much than the source waits.
    await listener.until(() => listener.states.some((state) => state.includes('more than 16777216 bytes')));
    await eventually(() => fake.openSockets === 0 || fake.requests.length > 1);
    expect(most).toBeLessThan(64);
  });

  it('follows redirects, and gives up on a circle', async () => {
    const target = await serve(() => json(comments('1')));
    const fake = await serve(({ url }) =>
      url === '/old'
        ? { status: 302, headers: { Location: `${target.url}/new` } }
        : { status: 301, headers: { Location: '/circle' } },
    );
    const listener = listen(`${fake.url}/old`);
    await listener.until(() => listener.posts.length === 1);
    expect(target.paths[0]).toBe('/new');
    const lost = listen(`${fake.url}/circle`);
    await lost.until(() => lost.states.length > 1);
    expect(lost.states[1]).toContain('redirects to no usable address');
  });

  it('ends for good at an address that has nothing for us', async () => {
    const fake = await serve(() => ({ status: 403, body: '{"message":"Members only."}' }));
    const listener = listen(fake.url);
    await listener.until(() => listener.error !== undefined);
    expect(listener.error).toMatchObject({
      code: 'source_failed',
      message: `${new URL(fake.url).host} refuses us (403): Members only.`,
    });
    const gone = await serve(() => ({ status: 404 }));
    const other = listen(gone.url, { scheduler: createFastTime(200).scheduler });
    await other.until(() => other.error !== undefined);
    expect(gone.requests).toHaveLength(6);
  });

  it('asks nothing while the graph is behind, and hands a long list over in parts', async () => {
    const canAccept$ = new BehaviorSubject(false);
    const fake = await serve(() => json(comments(...Array.from({ length: 1_200 }, (_, index) => index))));
    const listener = listen(fake.url, { canAccept$ });
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(fake.requests).toHaveLength(0);
    canAccept$.next(true);
    await listener.until(() => {
      if (listener.posts.length === 300) canAccept$.next(false);
      return listener.posts.length === 500;
    });
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(listener.posts).toHaveLength(500);
    canAccept$.next(true);
    await listener.until(() => listener.posts.length === 1_200);
  });

  it('leaves no connection behind, not even one that waits for its answer', async () => {
    const fake = await serve(() => undefined);
    const listener = listen(fake.url);
    await eventually(() => fake.openSockets === 1);
    listener.close();
    await eventually(() => fake.openSockets === 0);
  });
});
