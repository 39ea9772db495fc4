import { createServer, request } from 'node:http';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { of } from 'rxjs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createPoll, type PollOptions } from '../../../src/sources/index.ts';
import { createFastTime, eventually, SourceListener } from '../../../src/testing/index.ts';
import { FakeHttp, type Answer } from '../../support/fakes/http.ts';
import { listenOn } from '../../support/fakes/refusal.ts';

const releases: (() => unknown)[] = [];
afterEach(async () => {
  for (const release of releases.splice(0)) await release();
});

async function serve(...args: Parameters<typeof FakeHttp.start>): Promise<FakeHttp> {
  const fake = await FakeHttp.start(...args);
  releases.push(() => fake.close());
  return fake;
}

function listen(url: string, options: Partial<PollOptions> = {}): SourceListener {
  const { scheduler } = createFastTime(5);
  const common = { name: 'poll', url, everyMs: 200, canAccept$: of(true), random: () => 0, scheduler };
  const listener = new SourceListener(createPoll({ ...common, ...options }));
  releases.unshift(() => {
    listener.close();
  });
  return listener;
}

const made = (id: number) => ({ id: String(id).padStart(3, '0'), text: `text ${id}` });
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => made(from + index));
const json = (value: unknown, headers: Readonly<Record<string, string>> = {}): Answer => ({
  headers: { 'Content-Type': 'application/json', ...headers },
  body: JSON.stringify(value),
});
const sinceOf = (url = ''): string => new URL(url, 'http://host').searchParams.get('since_id') ?? '';

describe('a poll that is turned away', () => {
  const inTwoSeconds = (): string => String(Math.ceil(Date.now() / 1_000) + 2);

  it.each([
    ['403 with a reset', () => ({ status: 403, headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '2' } })],
    [
      '403 with an instant',
      () => ({ status: 403, headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': inTwoSeconds() } }),
    ],
    ['403 with Retry-After', () => ({ status: 403, headers: { 'Retry-After': '2' } })],
    ['401 with Retry-After', () => ({ status: 401, headers: { 'Retry-After': '2' } })],
    [
      '403 with the draft’s headers',
      () => ({ status: 403, headers: { 'ratelimit-remaining': '0', 'ratelimit-reset': '2' } }),
    ],
  ])('by a %s comes back', async (_, refusal) => {
    const fake = await serve(() => json(range(0, 1)));
    fake.refuse(refusal());
    const listener = listen(fake.url);
    await listener.live();
    expect(listener.states[1]).toContain('has had too many requests from us');
    expect(listener.error).toBeUndefined();
  });

  it.each([{}, { 'x-ratelimit-remaining': '9', 'x-ratelimit-reset': '2' }, { 'Retry-After': 'never' }])(
    'by a 403 with %j does not',
    async (headers) => {
      const fake = await serve(() => json(range(0, 1)));
      fake.refuse({ status: 403, headers });
      const listener = listen(fake.url);
      await listener.until(() => listener.error !== undefined);
      expect(listener.error).toMatchObject({ kind: 'fatal', status: 403 });
    },
  );
});

describe('a poll that has nothing new', () => {
  it.each([204, 205, 202])('is live by a %i, and goes on at its pace', async (status) => {
    const answers: Answer[] = [json(range(0, 2)), { status }, { status }, json(range(2, 3)), { status }];
    const fake = await serve(() => answers.shift() ?? { status });
    const listener = listen(fake.url);
    await eventually(() => fake.requests.length > 5);
    expect(listener.texts).toEqual(['text 0', 'text 1', 'text 2']);
    expect(listener.states).toEqual(['pending', 'live']);
    expect(listener.gaps).toEqual([]);
  });

  it.each([203, 206])('is read by a %i', async (status) => {
    const fake = await serve(() => ({ ...json(range(0, 1)), status }));
    const listener = listen(fake.url);
    await listener.until(() => listener.posts.length === 1);
  });
});

describe('a poll with {since}', () => {
  /** A service that lists the newest five after an id, and links to those before. */
  const newest = (all: readonly { readonly id: string }[], hasLinks: boolean) => async () =>
    serve(({ url = '' }) => {
      const since = sinceOf(url);
      const before = new URL(url, 'http://host').searchParams.get('max_id') ?? '~';
      const found = all.filter(({ id }) => id > since && id < before).toReversed();
      const last = found[4];
      const link = `<?since_id=${since}&max_id=${last?.id ?? ''}>; rel="next"`;
      return json(found.slice(0, 5), hasLinks && found.length > 5 ? { Link: link } : {});
    });

  it('fetches what lies between two answers by their links', async () => {
    const all = range(0, 3);
    const fake = await newest(all, true)();
    const listener = listen(`${fake.url}/c?since_id={since}`);
    await listener.until(() => listener.posts.length === 3);
    all.push(...range(3, 23));
    await listener.until(() => listener.posts.length === 23);
    expect(listener.gaps).toEqual([]);
    expect(new Set(listener.texts).size).toBe(23);
  });

  it.each([
    ['nowhere', () => ({ status: 500 })],
    ['back to itself', () => json(range(18, 23), { Link: '</older>; rel="next"' })],
    ['to a list without it', () => json(range(20, 22))],
  ])('reports a gap where a link leads %s', async (_, older) => {
    let list: Answer = json(range(0, 3));
    const fake = await serve(({ url = '' }) => (url.startsWith('/older') ? older() : list));
    const listener = listen(`${fake.url}/c?since_id={since}`);
    await listener.until(() => listener.posts.length === 3);
    list = json(range(18, 23), { Link: '</older>; rel="prev next"' });
    await listener.until(() => listener.gaps.length === 1);
    expect(listener.gaps[0]).toMatchObject({ filled: 'partial' });
  });

  it.each(['limit=5&since_id={since}', 'since_id={since}&per_page=5'])(
    'reports a gap after a full page without a link, as by %s',
    async (query) => {
      const all = range(0, 3);
      const fake = await newest(all, false)();
      const listener = listen(`${fake.url}/c?${query}`);
      await listener.until(() => listener.posts.length === 3);
      all.push(...range(3, 7));
      await listener.until(() => listener.posts.length === 7);
      expect(listener.gaps).toEqual([]);
      all.push(...range(7, 27));
      await listener.until(() => listener.gaps.length === 1);
      expect(listener.gaps[0]).toMatchObject({ filled: 'partial' });
    },
  );

  it('reads ids that no number can hold', async () => {
    const ids = ['1742345678901234567', '1742345678901234568', '1742345678901234569', '92233720368547758070'];
    const body = `[${ids.map((id) => `{"text":"+1 \\" 1742345678901234567","id" : ${id},"x":0.12345678901234567890}`).join()}]`;
    const fake = await serve(() => ({ body }));
    const listener = listen(`${fake.url}/c?since_id={since}`);
    await listener.until(() => listener.posts.length === 4);
    expect(listener.posts.map(({ id }) => id)).toEqual(ids);
    expect(listener.texts[0]).toBe('+1 " 1742345678901234567');
    await eventually(() => sinceOf(fake.paths.at(-1)) === ids.at(-1));
  });

  it('asks for news of comments without ids as at first, and emits each as often as it is listed', async () => {
    const list = [{ text: '+1' }, { text: '+1' }, { text: 'lol' }];
    const fake = await serve(() => json(list));
    const listener = listen(`${fake.url}/c?since_id={since}`);
    await listener.until(() => listener.posts.length === 3);
    list.push({ text: '+1' });
    await listener.until(() => listener.posts.length === 4);
    expect(listener.texts).toEqual(['+1', '+1', 'lol', '+1']);
    expect(new Set(listener.posts.map(({ id }) => id)).size).toBe(4);
    expect(new Set(fake.paths)).toEqual(new Set(['/c?since_id=']));
  });
});

describe('a poll that lists the newest', () => {
  it('fetches what two lists do not share by their links', async () => {
    let newestId = 3;
    const fake = await serve(({ url = '' }) => {
      const end = Number(new URL(url, 'http://host').searchParams.get('end') ?? newestId);
      return json(range(Math.max(0, end - 3), end).toReversed(), { Link: `<?end=${end - 3}>; rel=next` });
    });
    const listener = listen(`${fake.url}/c`);
    await eventually(() => fake.requests.length > 3);
    newestId = 12;
    await listener.until(() => listener.posts.length === 12);
    expect(listener.gaps).toEqual([]);
  });
});

describe('an answer', () => {
  const body = Buffer.from(JSON.stringify(range(0, 1)));
  const bom = Buffer.from('\ufeff');
  it.each<[string, Uint8Array]>([
    ['gzip', gzipSync(body)],
    ['x-gzip', gzipSync(body)],
    ['GZIP', gzipSync(body)],
    ['deflate', deflateSync(body)],
    ['deflate', deflateRawSync(body)],
    ['deflate', deflateRawSync(body, { level: 0 })],
    ['br', brotliCompressSync(body)],
    ['gzip, gzip', gzipSync(gzipSync(body))],
    ['deflate, br', brotliCompressSync(deflateRawSync(body))],
    ['identity, x-gzip', gzipSync(body)],
    ['gzip', gzipSync(Buffer.concat([bom, body]))],
    ['', Buffer.concat([bom, body])],
  ])('coded as `%s` is read', async (coding, bytes) => {
    const fake = await serve(() => ({ headers: coding === '' ? {} : { 'Content-Encoding': coding }, body: bytes }));
    const listener = listen(fake.url);
    await listener.until(() => listener.posts.length === 1);
    expect(listener.states).toEqual(['pending', 'live']);
  });

  it('of which nothing is understood is reported, until something is', async () => {
    let list: readonly unknown[] = [
      { id: 1, body: 'as GitHub has it' },
      { id: 2, body: 'b' },
    ];
    const fake = await serve(() => json(list));
    const listener = listen(fake.url, { scheduler: createFastTime(100).scheduler });
    await listener.until(() => listener.states.length > 2);
    expect(listener.states[2]).toContain('lists 2 comments, none of which can be read: each needs a `text`.');
    expect(listener.invalid).toBe(2);
    list = [...list, made(3)];
    await listener.live();
    expect(listener.texts).toEqual(['text 3']);
  });
});

describe('the headers of a poll', () => {
  it('go to their origin only, redirects and further pages included', async () => {
    const other = await serve(() => json(range(0, 1)));
    const fake = await serve(({ url = '' }) =>
      url === '/a'
        ? { status: 302, headers: { Location: '/b' } }
        : { status: 302, headers: { Location: `${other.url}/c` } },
    );
    const originHeaders = new Map([[fake.url, { Authorization: 'Bearer secret', 'X-Api-Key': 'key' }]]);
    const listener = listen(`${fake.url}/a`, { originHeaders });
    await listener.live();
    const sent = (each: FakeHttp) => each.requests.map(({ headers }) => [headers.authorization, headers['x-api-key']]);
    expect(sent(fake).slice(0, 2)).toEqual([
      ['Bearer secret', 'key'],
      ['Bearer secret', 'key'],
    ]);
    expect(sent(other)[0]).toEqual([undefined, undefined]);
  });

  it('are named where they are refused', async () => {
    const fake = await serve(() => ({ status: 401 }));
    const listener = listen(fake.url, { originHeaders: new Map([[fake.url, { 'X-Api-Key': 'secret' }]]) });
    await listener.until(() => listener.error !== undefined);
    expect(String(listener.error)).toContain('Look at its headers in POLL_HEADERS.');
    expect(String(listener.error)).not.toContain('secret');
  });
});

describe('a proxy of the environment', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  /** A proxy for plain HTTP that counts what goes through it. */
  async function startProxy() {
    const asked: string[] = [];
    const server = createServer((incoming, response) => {
      asked.push(incoming.url ?? '');
      const onward = request(incoming.url ?? '', { headers: incoming.headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
      // The server may end before its answer has been read.
      onward.on('error', () => response.destroy()).end();
    });
    releases.push(() => {
      server.closeAllConnections();
      server.close();
    });
    return { url: await listenOn(server), asked };
  }

  it('is used where NODE_USE_ENV_PROXY asks for it, but for NO_PROXY', async () => {
    const proxy = await startProxy();
    const fake = await serve(() => json(range(0, 1)));
    vi.stubEnv('HTTP_PROXY', proxy.url);
    vi.stubEnv('http_proxy', proxy.url);
    vi.stubEnv('NO_PROXY', '');
    vi.stubEnv('no_proxy', '');
    await listen(`${fake.url}/direct`).live();
    expect(proxy.asked).toEqual([]);
    vi.stubEnv('NODE_USE_ENV_PROXY', '1');
    await listen(`${fake.url}/proxied`).live();
    expect(proxy.asked[0]).toBe(`${fake.url}/proxied`);
    vi.stubEnv('NO_PROXY', '127.0.0.1');
    vi.stubEnv('no_proxy', '127.0.0.1');
    const count = proxy.asked.filter((url) => url.endsWith('/excepted')).length;
    await listen(`${fake.url}/excepted`).live();
    expect(count).toBe(0);
    expect(proxy.asked.some((url) => url.endsWith('/excepted'))).toBe(false);
  });
});
