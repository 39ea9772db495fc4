import { gunzipSync } from 'node:zlib';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { createRoutes } from '../../../src/http/routes.ts';
import { explainInline } from '../../../src/scoring/index.ts';
import { isRecord, UndertoneError, type Bucket, type StoredPost } from '../../../src/model/index.ts';
import { memoryArchive } from '../../support/memory-archive.ts';

const now = Date.UTC(2026, 0, 15, 11);
const stored: StoredPost = {
  post: {
    ...{ id: '1', source: 'demo', at: now - 5, text: 'I love "pizza",\nreally', createdAt: '2026-01-15T10:59:59.995Z' },
    ...{
      lang: 'en',
      author: 'ann',
      mentions: ['bob'],
      links: ['https://a.example'],
      repost: false,
      reply: true,
      url: 'https://b.example',
    },
  },
  score: { compound: 0.6369, pos: 0.5, neu: 0.5, neg: 0 },
  topic: { compound: -0.5, polarityIndex: 1 },
  hashtags: { rome: 2 },
};
const idOnly: StoredPost = { ...stored, post: { id: '=2', source: 'x', at: now - 6 }, hashtags: {} };
const bucket: Bucket = {
  ...{ at: now - 10_000, posts: 3, positive: 2, negative: 1, neutral: 0, unscored: 0 },
  ...{ compoundSum: 0.5, compoundSquares: 1, topicCompoundSum: -1 },
  words: [['crust', 2]],
  tracked: 0.5,
  hashtags: Array.from({ length: 12 }, (_, index) => [`tag${index}`, 12 - index] as const),
};

function serve(archive = memoryArchive([stored, idOnly], [bucket]), reasons: readonly string[] = []) {
  const failures: unknown[] = [];
  const tracked = () => [{ query: 'pizza', sessions: 2, ratePerSecond: 0.5 }];
  const routes = createRoutes({
    unreadiness: () => reasons,
    api: { archive: archive.archive, tracked, now: () => now },
    metrics: () => Promise.resolve('undertone_sessions 1\n'),
    explain: explainInline,
    onFailure: (error) => failures.push(error),
  });
  const ask = async (path: string) => {
    const response = await routes.request(path);
    const body = await response.text();
    const type = response.headers.get('content-type') ?? '';
    const json: unknown = type.startsWith('application/json') ? JSON.parse(body) : undefined;
    return { status: response.status, type, body, json };
  };
  return { ask, routes, failures, asked: archive.asked };
}

const recordOf = (value: unknown): Readonly<Record<string, unknown>> => (isRecord(value) ? value : {});
const at = (value: unknown, ...keys: readonly string[]): unknown =>
  keys.reduce<unknown>((inner, key) => recordOf(inner)[key], value);

describe('the description', () => {
  it('is valid OpenAPI', async () => {
    const { json } = await serve().ask('/openapi.json');
    expect(await new Validator().validate(structuredClone(recordOf(json)))).toEqual({ valid: true });
  });

  it('is what every path answers, whatever its parameters are', async () => {
    const validator = new Validator();
    const { json } = await serve().ask('/openapi.json');
    await validator.validate(structuredClone(recordOf(json)));
    const paths = recordOf(at(validator.resolveRefs(), 'paths'));
    expect(Object.keys(paths)).toEqual(
      expect.arrayContaining([
        '/',
        '/health',
        '/ready',
        '/v1/queries',
        '/v1/history',
        '/v1/why',
        '/v1/posts',
        '/v1/export',
      ]),
    );
    const checked: string[] = [];
    for (const [path, operations] of Object.entries(paths)) {
      const operation = at(operations, 'get');
      for (const { ask, query } of askings(operation)) {
        const { status, type, json: answer } = await ask(`${path}${query}`);
        const content = at(operation, 'responses', String(status), 'content');
        expect(Object.keys(recordOf(content)), `${path}${query}`).toContain(type.replace('; charset=UTF-8', ''));
        const schema = at(content, type, 'schema');
        if (answer !== undefined) {
          const ajv = new Ajv2020({ strict: false });
          expect(ajv.validate(recordOf(schema), answer), `${path}${query} ${ajv.errorsText()}`).toBe(true);
        }
        checked.push(`${status} ${path}`);
      }
    }
    expect(Object.keys(paths).filter((path) => !checked.includes(`200 ${path}`))).toEqual(['/track', '/embed']);
    expect(checked).toEqual(
      expect.arrayContaining([
        ...['400 /v1/explain', '400 /v1/export', '400 /v1/history', '400 /v1/posts', '426 /track'],
        ...['503 /ready', '503 /v1/export', '503 /v1/history', '503 /v1/posts', '503 /v1/why'],
      ]),
    );
  });
});

/** Requests of an operation: with what is needed, with each parameter's example, with none; and on a server that is ill. */
function askings(operation: unknown) {
  const parameters = [at(operation, 'parameters') ?? []].flat().map(recordOf);
  const named = parameters.map(({ name, schema }) => `${String(name)}=${String(at(schema, 'example'))}`);
  const needed = parameters.flatMap(({ required }, index) => (required === true ? [named[index] ?? ''] : []));
  const all = [needed, named, [], ...named.map((one) => [...needed, one])];
  const queries = [...new Set(all.map((some) => (some.length === 0 ? '' : `?${[...new Set(some)].join('&')}`)))];
  const failing = memoryArchive([]);
  const fail = () =>
    Promise.reject(new UndertoneError('store_failed', 'The store fails: it is away', { transient: true }));
  const pages = async function* () {
    yield await fail();
  };
  const ill = serve({ ...failing, archive: { recent: fail, why: fail, buckets: fail, gaps: fail, exported: pages } }, [
    'the server is shutting down',
  ]);
  const well = serve();
  return queries.flatMap((query) => [
    { query, ask: well.ask },
    { query, ask: ill.ask },
  ]);
}

describe('the answers', () => {
  it('list what is tracked', async () => {
    expect((await serve().ask('/v1/queries')).json).toEqual({
      queries: [{ query: 'pizza', sessions: 2, ratePerSecond: 0.5 }],
    });
  });

  it('have means and the ten most frequent hashtags of each bucket', async () => {
    const { ask, asked } = serve();
    const { json } = await ask('/v1/history?query=PIZZA%20pizza&from=1000000000005&to=1000000065000&step=20000');
    expect(json).toEqual({
      ...{ query: 'pizza', from: 1_000_000_000_005, to: 1_000_000_065_000, step: 20_000 },
      buckets: [
        {
          ...{ at: now - 10_000, posts: 3, positive: 2, negative: 1, neutral: 0, unscored: 0 },
          ...{ meanCompound: 0.166667, meanTopicCompound: -0.333333, spreadCompound: 0.552771 },
          hashtags: Object.fromEntries(bucket.hashtags.slice(0, 10)),
          words: { crust: 2 },
          tracked: 0.5,
        },
      ],
      gaps: [],
    });
    expect(asked).toEqual([{ query: 'pizza', from: 1_000_000_000_005, to: 1_000_000_065_000, step: 20_000 }]);
  });

  it.each([
    ['', { from: now - 3_600_000, to: now, step: 10_000 }],
    [`&from=${now - 86_400_000}`, { from: now - 86_400_000, to: now, step: 300_000 }],
    ['&to=864000000000', { from: 863_996_400_000, to: 864_000_000_000, step: 10_000 }],
    ['&from=0', { from: 0, to: now, step: 41 * 86_400_000 }],
    ['&from=864000000000&to=864000010000', { from: 864_000_000_000, to: 864_000_010_000, step: 10_000 }],
  ])('choose the range and the step of a history that asks only for %j', async (params, plan) => {
    expect((await serve().ask(`/v1/history?query=pizza${params}`)).json).toMatchObject(plan);
  });

  it('list posts with their figures', async () => {
    const { ask, asked } = serve();
    expect((await ask('/v1/posts?query=pizza&limit=2&before=864000000009')).json).toEqual({
      posts: [
        { ...stored.post, ...stored.score, polarityIndex: 0, hashtags: { rome: 2 }, topic: stored.topic },
        { ...idOnly.post, ...stored.score, polarityIndex: 0, hashtags: {}, topic: stored.topic },
      ],
    });
    expect((await ask('/v1/posts?query=pizza&limit=1')).json).toMatchObject({ posts: [{ id: '1' }], next: '5.7' });
    const range = 'from=864000000000&to=864000000005&before=864000000009';
    await ask(`/v1/posts?query=pizza&${range}&order=strongest&search=Crust%20crust&source=a&id=b`);
    await ask('/v1/posts?query=pizza&cursor=5.7');
    const newest = { query: 'pizza', limit: 100, order: 'newest' };
    expect(asked).toEqual([
      { ...newest, limit: 2, before: 864_000_000_009 },
      { ...newest, limit: 1 },
      {
        ...{ query: 'pizza', limit: 100, order: 'strongest', search: 'crust', name: { source: 'a', id: 'b' } },
        ...{ from: 864_000_000_000, before: 864_000_000_005 },
      },
      { ...newest, after: { at: 5, seq: 7 } },
    ]);
  });

  it('export lines of JSON', async () => {
    const { body, type } = await serve().ask('/v1/export?query=pizza');
    expect(type).toBe('application/x-ndjson');
    const lines = body.split('\n');
    expect(lines).toHaveLength(3);
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      ...{ ...stored.post, ...stored.score, polarityIndex: 0, hashtags: { rome: 2 }, topic: stored.topic },
    });
  });

  it('export everything without a range, also what is older than 1970', async () => {
    const { ask, asked } = serve();
    await ask('/v1/export?query=pizza');
    expect(asked).toEqual([{ query: 'pizza', from: -8.64e15, to: 8.64e15 }]);
  });

  it('export CSV as RFC 4180 has it', async () => {
    const { body, type } = await serve().ask('/v1/export?query=pizza&format=csv');
    expect(type).toBe('text/csv; charset=utf-8; header=present');
    const [header = '', ...rest] = body.split('\r\n');
    expect(header.startsWith('id,source,at,text,compound,polarityIndex,pos,neu,neg,')).toBe(true);
    expect(rest[0]).toBe(
      `1,demo,${now - 5},"I love ""pizza"",\nreally",0.6369,0,0.5,0.5,0,-0.5,1,"{""rome"":2}",` +
        '2026-01-15T10:59:59.995Z,en,ann,bob,https://a.example,false,true,https://b.example,true',
    );
    expect(rest[1]).toBe(`=2,x,${now - 6},,0.6369,0,0.5,0.5,0,-0.5,1,{},,,,,,,,,true`);
    expect((await serve().ask('/v1/export?query=pizza&format=csv&spreadsheet=1')).body).toContain("\r\n'=2,x,");
  });

  it('export times in ISO 8601 for spreadsheets, and in epoch ms for programs', async () => {
    const timeIn = async (more: string): Promise<string | undefined> => {
      const { body } = await serve().ask(`/v1/export?query=pizza&format=csv${more}`);
      return body.split('\r\n')[1]?.split(',')[2];
    };
    expect(await timeIn('')).toBe(String(now - 5));
    expect(await timeIn('&spreadsheet=1')).toBe('2026-01-15T10:59:59.995Z');
  });

  it('compress JSON for clients that accept it, and exports never', async () => {
    const encodingOf = async (path: string): Promise<string | null> => {
      const response = await serve().routes.request(path, { headers: { 'Accept-Encoding': 'gzip, br' } });
      const { encoding, bytes } = { encoding: response.headers.get('content-encoding'), bytes: await response.bytes() };
      if (encoding === 'gzip') expect(isRecord(JSON.parse(gunzipSync(bytes).toString()))).toBe(true);
      return encoding;
    };
    expect(await encodingOf('/openapi.json')).toBe('gzip');
    expect(await encodingOf('/v1/export?query=pizza&format=csv')).toBeNull();
    expect(await encodingOf('/v1/export?query=pizza&format=ndjson')).toBeNull();
  });

  it.each([
    ['/v1/history', 'bad_request', '`query` must be given once.'],
    ['/v1/history?query=lang:en', 'bad_query', 'Each alternative needs something to look for'],
    ['/v1/posts?query=(', 'bad_query', ''],
    ['/v1/posts?query=a&limit=0', 'bad_request', '`limit` must be a whole number from 1 to 1000.'],
    ['/v1/posts?query=a&limit=1001', 'bad_request', '`limit` must be'],
    ['/v1/posts?query=a&limit=1e1', 'bad_request', '`limit` must be'],
    ['/v1/posts?query=a&limit=', 'bad_request', '`limit` must be'],
    ['/v1/posts?query=a&before=-1', 'bad_request', '`before` must be'],
    ['/v1/history?query=a&from=yesterday', 'bad_request', '`from` must be'],
    ['/v1/history?query=a&from=1&from=2', 'bad_request', '`from` must be'],
    ['/v1/history?query=a&from=864000000002&to=864000000002', 'bad_request', '`from` must be before `to`'],
    ['/v1/history?query=a&step=15000', 'bad_request', '`step` must be a multiple of 10000.'],
    ['/v1/history?query=a&step=0', 'bad_request', '`step` must be'],
    ['/v1/history?query=a&from=0&step=10000', 'bad_request', '`step` must be longer'],
    ['/v1/export?query=a&format=xml', 'bad_request', '`format` must be csv or ndjson.'],
    ['/v1/export?query=a&from=864000000009&to=864000000003', 'bad_request', '`from` must be before `to`'],
    [
      '/v1/history?query=a&from=1768473300',
      'bad_request',
      '`from` must be in epoch milliseconds, and 1768473300 looks like',
    ],
    ['/v1/history?query=a&to=1', 'bad_request', 'looks like seconds: use 1000.'],
    ['/v1/export?query=a&to=99999999999', 'bad_request', '`to` must be in epoch milliseconds'],
    ['/v1/posts?query=a&order=best', 'bad_request', '`order` must be newest or strongest.'],
    ['/v1/posts?query=a&search=(', 'bad_query', ''],
    ['/v1/posts?query=a&cursor=5', 'bad_request', '`cursor` must be a `next` of an earlier answer.'],
    ['/v1/posts?query=a&cursor=5.7&order=strongest', 'bad_request', '`cursor` needs `order=newest`.'],
    ['/v1/posts?query=a&source=x', 'bad_request', '`source` and `id` name a post together.'],
    ['/v1/posts?query=a&from=864000000009&before=864000000003', 'bad_request', '`from` must be before `to`'],
    ['/v1/why', 'bad_request', '`query` must be given once.'],
    ['/v1/why?query=(', 'bad_query', ''],
    ['/v1/why?query=a&from=864000000009&to=864000000003', 'bad_request', '`from` must be before `to`'],
    ['/v1/why?query=a&from=1768473300', 'bad_request', 'looks like seconds'],
    ['/v1/why?query=a&limit=101', 'bad_request', '`limit` must be a whole number from 0 to 100.'],
    ['/v1/posts?query=a&before=1768473300', 'bad_request', '`before` must be in epoch milliseconds'],
  ])('refuse %s with a sentence', async (path, code, sentence) => {
    const { ask, failures } = serve();
    const { status, json } = await ask(path);
    expect(status).toBe(400);
    expect(at(json, 'error', 'code')).toBe(code);
    expect(at(json, 'error', 'message')).toContain(sentence);
    expect(failures).toEqual([]);
  });

  it('reveal nothing of our own faults but that they are ours', async () => {
    const broken = memoryArchive([]);
    const fault = new Error('a secret');
    const { ask, failures } = serve({ ...broken, archive: { ...broken.archive, recent: () => Promise.reject(fault) } });
    const { status, json } = await ask('/v1/posts?query=pizza');
    expect({ status, json }).toEqual({
      status: 500,
      json: {
        error: { code: 'internal', message: 'An internal error occurred; the log of the server may have details.' },
      },
    });
    expect(failures).toEqual([fault]);
  });
});
