import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { firstValueFrom, switchMap } from 'rxjs';
import { afterEach, describe, expect, it } from 'vitest';
import { createFileCursors } from '../../../src/sources/index.ts';
import { failureOf, resetOf, errorMessageIn } from '../../../src/sources/net/http-failure.ts';
import { httpGet, readBody, refuseWith } from '../../../src/sources/net/http.ts';
import { createSseReader } from '../../../src/sources/net/sse.ts';
import { createFastTime } from '../../../src/testing/fast-time.ts';
import { FakeHttp } from '../../support/fakes/http.ts';

const releases: (() => unknown)[] = [];
afterEach(async () => {
  for (const release of releases.splice(0)) await release();
});

describe('when an upstream can be asked again', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');

  it.each([
    [{ 'retry-after': '30' }, 30_000],
    [{ 'retry-after': 'Thu, 01 Jan 2026 00:01:00 GMT' }, 60_000],
    [{ 'x-rate-limit-reset': String(now / 1_000 + 7) }, 7_000],
    [{ 'x-ratelimit-reset': '2026-01-01T00:05:00.000Z' }, 300_000],
  ])('is read from %j', (headers, afterMs) => {
    expect(resetOf(headers, now)).toBe(now + afterMs);
  });

  it('is not known from nonsense', () => {
    for (const headers of [{}, { 'retry-after': 'later' }, { 'retry-after': '-5' }, { 'x-rate-limit-reset': 'soon' }]) {
      expect(resetOf(headers, now)).toBeUndefined();
    }
  });

  it.each([
    [401, 'fatal'],
    [403, 'fatal'],
    [404, 'refused'],
    [408, 'http'],
    [418, 'refused'],
    [429, 'rate-limit'],
    [500, 'http'],
    [503, 'http'],
  ])('depends on the class of %i', (status, kind) => {
    expect(failureOf({ host: 'host', status, headers: {}, now })).toMatchObject({ kind, status });
  });

  it('is reported in the words of the answer, if those are words', () => {
    expect(errorMessageIn('{"error":"Too\\nmany \\u001b[31m requests"}')).toBe('Too many [31m requests');
    for (const body of ['', '<html>', '{"error":{"message":7}}', '{"error":"'])
      expect(errorMessageIn(body)).toBeUndefined();
    fc.assert(
      fc.property(
        fc.string(),
        (body) => errorMessageIn(body) === undefined || typeof errorMessageIn(body) === 'string',
      ),
    );
  });
});

describe('server-sent events', () => {
  it('are the same however their bytes are split', () => {
    const bytes = Buffer.from(':)\nevent: update\ndata: {"a":"🐱é"}\n\n:thump\n\r\ndata: x\r\ndata: y\r\n\r\n');
    const whole = createSseReader(1_000)(bytes);
    expect(whole).toEqual([
      { type: 'comment' },
      { type: 'message', event: 'update', data: '{"a":"🐱é"}' },
      { type: 'comment' },
      { type: 'message', event: 'message', data: 'x\ny' },
    ]);
    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length)), (cuts) => {
        const read = createSseReader(1_000);
        const ends = [...cuts.toSorted((a, b) => a - b), bytes.length];
        const events = ends.flatMap((end, index) => read(bytes.subarray(ends[index - 1] ?? 0, end)));
        expect(events).toEqual(whole);
      }),
    );
  });

  it('are not gathered without a bound', () => {
    const read = createSseReader(1_000);
    const chunk = Buffer.from(`data: ${'x'.repeat(600)}`);
    expect(read(chunk)).toEqual([]);
    expect(() => read(chunk)).toThrow('longer than any post');
  });
});

describe('HTTP', () => {
  it('takes credentials along within an origin, and nowhere else', async () => {
    const target = await FakeHttp.start(() => ({ body: 'x' }));
    const fake = await FakeHttp.start(({ url }) => ({
      status: 307,
      headers: { Location: url === '/a' ? '/b' : `${target.url}/c` },
    }));
    releases.push(
      () => fake.close(),
      () => target.close(),
    );
    const headers = { Authorization: 'Bearer secret', Accept: 'x/y' };
    await firstValueFrom(httpGet({ url: new URL(`${fake.url}/a`), headers }));
    expect(fake.requests.map((request) => request.headers.authorization)).toEqual(['Bearer secret', 'Bearer secret']);
    expect(target.requests.map((request) => request.headers.authorization)).toEqual([undefined]);
    expect(target.requests[0]?.headers.accept).toBe('x/y');
  });

  it('is refused by its status, although its body never comes', async () => {
    const fake = await FakeHttp.start(() => (response) => {
      response.writeHead(429, { 'Retry-After': '7' }).flushHeaders();
    });
    releases.push(() => fake.close());
    const { scheduler } = createFastTime(100);
    const refused$ = httpGet({ url: new URL(fake.url) }).pipe(switchMap((answer) => refuseWith(answer, { scheduler })));
    await expect(firstValueFrom(refused$)).rejects.toMatchObject({
      kind: 'rate-limit',
      message: `${new URL(fake.url).host} has had too many requests from us (429).`,
    });
  });

  it.each(['constructor', '__proto__', 'hasOwnProperty', 'zstd'])(
    'in a coding called %s is read as it is',
    async (name) => {
      const fake = await FakeHttp.start(() => ({ headers: { 'Content-Encoding': name }, body: 'plain' }));
      releases.push(() => fake.close());
      const body$ = httpGet({ url: new URL(fake.url) }).pipe(switchMap((answer) => readBody(answer, 100)));
      expect((await firstValueFrom(body$)).toString()).toBe('plain');
    },
  );
});

describe('cursors in files', () => {
  const folderOf = (): string => {
    const folder = mkdtempSync(join(tmpdir(), 'undertone-'));
    releases.push(() => {
      rmSync(folder, { recursive: true });
    });
    return folder;
  };

  it('are kept by key, each whole, in a folder that is made for them', async () => {
    const folder = join(folderOf(), 'a', 'b');
    const cursors = createFileCursors(folder, () => expect.unreachable('it can be written'));
    expect(cursors.read('x')).toBeUndefined();
    cursors.write('bluesky wss://a/../b', '1');
    cursors.write('bluesky wss://a/../b', '2');
    cursors.write('bluesky wss://a', '3');
    expect(cursors.read('bluesky wss://a/../b')).toBe('2');
    await cursors.flush();
    const again = createFileCursors(folder, () => expect.unreachable('it can be written'));
    expect(again.read('bluesky wss://a/../b')).toBe('2');
    expect(again.read('bluesky wss://a')).toBe('3');
    expect(readdirSync(folder)).toHaveLength(2);
  });

  it('report once that they can’t be kept', async () => {
    const file = join(folderOf(), 'file');
    writeFileSync(file, '');
    let failures = 0;
    const cursors = createFileCursors(file, () => (failures += 1));
    cursors.write('x', '1');
    cursors.write('x', '2');
    await cursors.flush();
    cursors.write('x', '3');
    await cursors.flush();
    expect(failures).toBe(1);
    expect(cursors.read('x')).toBeUndefined();
  });
});
