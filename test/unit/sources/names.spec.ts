import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asyncScheduler, EMPTY, firstValueFrom, map, merge, of, Subject, toArray } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SourceEvent } from '../../../src/graph/index.ts';
import {
  builtinSources,
  createSources,
  defineSource,
  noCursors,
  selectSources,
  usagesOf,
  type Environment,
} from '../../../src/sources/index.ts';
import { reportUnreadable } from '../../../src/sources/report-unreadable.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'undertone-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const fileOf = (content: string): string => {
  const path = join(folder, 'posts.ndjson');
  writeFileSync(path, content);
  return path;
};

const context = {
  canAccept: () => true,
  canAccept$: of(true),
  random: () => 0,
  scheduler: asyncScheduler,
  cursors: noCursors,
  languages: [],
  instanceId: 'test',
  dataFolder: undefined,
  warn: () => undefined,
  onPosts: () => undefined,
  onClose: () => undefined,
};

const shownAs = (event: SourceEvent): string => {
  if (event.type !== 'state') return event.type;
  const [count = ''] = /\d+ of \d+/.exec(event.reason?.message ?? '') ?? [];
  return count === '' ? event.state : `${event.state}: ${count}`;
};

const select = (raw: string, env: Environment = {}) => selectSources([raw], { definitions: builtinSources, env })[0];

describe('the name of a source', () => {
  it('is read with its options', () => {
    const path = fileOf('');
    const file = { kind: 'file', spec: { path, speed: 1, loop: false } };
    expect(select(`file:${path}?speed=max&loop=1`)).toMatchObject({ spec: { path, speed: Infinity, loop: true } });
    expect(select(`file:${path}`)).toMatchObject(file);
    expect(select('demo')).toMatchObject({ kind: 'demo' });
    expect(select('demo?seed=7&rate=100')).toMatchObject({ kind: 'demo', spec: { seed: 7, postsPerSecond: 100 } });
    expect(select('stdin')).toMatchObject({ kind: 'stdin', spec: {} });
    expect(select('bluesky')).toMatchObject({ kind: 'bluesky', spec: { base: undefined } });
    expect(select('bluesky:ws://127.0.0.1:9/')).toMatchObject({ spec: { base: 'ws://127.0.0.1:9' } });
    const env = { MASTODON_TOKEN: ' secret\n' };
    const mastodon = { base: 'https://host', token: 'secret' };
    expect(select('mastodon:https://host', env)).toMatchObject({ spec: { ...mastodon, tags: [], local: false } });
    expect(select('mastodon:https://host?tag=a,%23b,&local=1', env)).toMatchObject({
      kind: 'mastodon',
      spec: { ...mastodon, tags: ['a', 'b'], local: true },
    });
  });

  it.each([
    '',
    'tv',
    'demo:1',
    'demo?rate=0',
    'demo?rate=x',
    'demo?speed=1',
    'stdin?x=1',
    'file:',
    'file:/no/such/file',
    'bluesky:',
    'bluesky:jetstream',
    'bluesky:ftp://host',
    'bluesky?tag=a',
    'mastodon',
    'mastodon:host',
    'mastodon:https://host?list=1',
    'mastodon:https://host?tag=a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q',
    'poll:',
    'poll:comments.json',
    'poll:https://host?every=0',
    'poll:https://host?every=often',
    'poll:https://host?every=1e9',
  ])('%j is refused with a sentence that repeats it', (raw) => {
    expect(() => select(raw)).toThrow(`--source ${raw} `);
  });

  it.each(['speed=0', 'speed=fast', 'speed=-1', 'pace=1'])('a file with %s is refused', (query) => {
    expect(() => select(`file:${fileOf('')}?${query}`)).toThrow('--source file:');
  });

  it('of a poll keeps the query of its address, but for what is ours', () => {
    for (const [address, url, everyMs] of [
      ['https://host/a', 'https://host/a', 10_000],
      ['https://host/a?every=0.5', 'https://host/a', 500],
      ['https://host/a?b=%20&every=3', 'https://host/a?b=%20', 3_000],
      ['https://host/a?every=3&b=1', 'https://host/a?b=1', 3_000],
      ['https://host/a?b=1&every=3&c={since}', 'https://host/a?b=1&c={since}', 3_000],
    ] as const) {
      expect(select(`poll:${address}`)).toMatchObject({ kind: 'poll', spec: { url, everyMs } });
    }
  });

  it('is refused without its key, with a sentence that names the variable', () => {
    for (const env of [{}, { MASTODON_TOKEN: ' ' }]) {
      expect(() => select('mastodon:https://host', env)).toThrow('MASTODON_TOKEN');
    }
  });
});

describe('the sentence for a source that can’t be used', () => {
  it.each([
    ['poll:https://NAME:PASSWORD@host/c', 'poll:https://…@host/c'],
    ['poll:https://NAME:PA/SS#W?ORD@host/c', 'poll:https://…@host/c'],
    ['poll:https://a:P@SSWORD@host/c', 'poll:https://…@host/c'],
    ['poll:https://PASSWORD@host/c', 'poll:https://…@host/c'],
    ['bluesky:wss://a:PASSWORD@host', 'bluesky:wss://…@host'],
    ['mastodon:https://a:PASSWORD@host?tag=x', 'mastodon:https://…@host?tag=x'],
    ['poll:https://host/c?api_key=PASSWORD&every=often', 'poll:https://host/c?api_key=…&every=often'],
    ['poll:https://host/c?every=often&access_token=PASSWORD', 'poll:https://host/c?every=often&access_token=…'],
  ])('does not repeat the password of %s', (raw, shown) => {
    expect(() => select(raw, { MASTODON_TOKEN: 't' })).toThrow(`--source ${shown} `);
    expect(() => select(raw, { MASTODON_TOKEN: 't' })).not.toThrow(/PASSWORD|PA\/SS/);
  });
});

describe('the headers of polls', () => {
  const select = (env: Environment) =>
    selectSources(['poll:https://host/c'], { definitions: builtinSources, env })[0]?.spec;

  it('are read by origin, from the variable or from a file', () => {
    const json = '{"https://HOST":{"Authorization":"Bearer secret"},"http://127.0.0.1:80/":{"X-Key":" 1 "}}';
    const originHeaders = new Map([
      ['https://host', { Authorization: 'Bearer secret' }],
      ['http://127.0.0.1', { 'X-Key': '1' }],
    ]);
    expect(select({ POLL_HEADERS: json })).toMatchObject({ originHeaders });
    expect(select({ POLL_HEADERS_FILE: fileOf(`\ufeff${json}\n`) })).toMatchObject({ originHeaders });
    expect(select({ POLL_HEADERS: '', POLL_HEADERS_FILE: '' })).toMatchObject({ originHeaders: new Map() });
  });

  it.each([
    ['{', 'POLL_HEADERS must hold JSON like'],
    ['[]', 'POLL_HEADERS must hold JSON like'],
    ['{"host":{"A":"secret"}}', 'POLL_HEADERS must name origins'],
    ['{"https://host/path":{"A":"secret"}}', 'POLL_HEADERS must name origins'],
    ['{"https://a:secret@host":{"A":"b"}}', 'POLL_HEADERS must name origins'],
    ['{"ftp://host":{"A":"secret"}}', 'POLL_HEADERS must name origins'],
    ['{"https://host":"secret"}', 'must hold an object for https://host'],
    ['{"https://host":{"A":7}}', 'must hold text for `A`'],
    ['{"https://host":{"A b":"secret"}}', 'no usable header `A b`'],
    ['{"https://host":{"A":"secret\\r\\nB: c"}}', 'no usable header `A`'],
    ['{"https://host":{"Host":"secret"}}', 'no usable header `Host`'],
  ])('%s is refused with a sentence that repeats no value', (json, sentence) => {
    expect(() => select({ POLL_HEADERS: json })).toThrow(sentence);
    expect(() => select({ POLL_HEADERS: json })).not.toThrow('secret');
  });

  it('come from one place, which can be read', () => {
    expect(() => select({ POLL_HEADERS: '{}', POLL_HEADERS_FILE: '/x' })).toThrow('are both set');
    expect(() => select({ POLL_HEADERS_FILE: '/no/such/file' })).toThrow(
      "POLL_HEADERS_FILE /no/such/file can't be read",
    );
  });
});

describe('the list of sources', () => {
  const toy = defineSource({
    name: 'toy',
    usage: 'toy:WORD[?loud=1]',
    parse: ({ rest: word = '' }) => ({ word }),
    create: ({ word }, { name }) => ({
      name,
      open: () => of({ type: 'post', post: { id: word, source: name, text: word, at: 0 } }),
    }),
  });
  const definitions = [...builtinSources, toy];

  it('takes sources of others, and numbers those that are repeated', async () => {
    const selected = selectSources(['toy:a', 'toy:b'], { definitions, env: {} });
    const sources = createSources(selected, context);
    expect(sources.map(({ name }) => name)).toEqual(['toy', 'toy-2']);
    expect(await firstValueFrom(merge(...sources.map(({ open }) => open([]))).pipe(toArray()))).toMatchObject([
      { post: { text: 'a', source: 'toy' } },
      { post: { text: 'b', source: 'toy-2' } },
    ]);
  });

  it('reports that nothing of a source can be read, until something can', async () => {
    const events$ = new Subject<SourceEvent>();
    const deaf = defineSource({
      name: 'deaf',
      usage: 'deaf',
      parse: () => ({}),
      create: (_, { name }) => ({ name, open: () => events$ }),
    });
    const [source] = createSources(selectSources(['deaf'], { definitions: [deaf], env: {} }), context);
    const shown = firstValueFrom((source?.open([]) ?? EMPTY).pipe(map(shownAs), toArray()));
    const state = (name: 'live' | 'pending') => ({ type: 'state', source: 'deaf', state: name }) as const;
    events$.next(state('live'));
    events$.next({ type: 'counted', source: 'deaf', outcome: 'invalid', count: 9 });
    events$.next({ type: 'counted', source: 'deaf', outcome: 'invalid', count: 2 });
    events$.next(state('live'));
    events$.next({ type: 'post', post: { id: '1', source: 'deaf', text: 'a', at: 0 } });
    events$.next({ type: 'counted', source: 'deaf', outcome: 'invalid', count: 20 });
    events$.complete();
    expect(await shown).toEqual([
      ...['live', 'counted', 'counted', 'pending: 11 of 11'],
      ...['pending: 11 of 11', 'live', 'post', 'counted'],
    ]);
  });

  it('reports it at the end of a short source, too', async () => {
    const invalid: SourceEvent = { type: 'counted', source: 'deaf', outcome: 'invalid', count: 1 };
    const source = reportUnreadable({ name: 'deaf', open: () => of(invalid) });
    expect(await firstValueFrom(source.open([]).pipe(map(shownAs), toArray()))).toEqual(['counted', 'pending: 1 of 1']);
  });

  it('names every source where one is not known', () => {
    const few = builtinSources.filter(({ name }) => ['demo', 'file', 'mastodon'].includes(name));
    expect(() => selectSources(['tv'], { definitions: [...few, toy], env: {} })).toThrow(
      '--source tv is no source: use demo, file:PATH, mastodon:https://HOST or toy:WORD.',
    );
    expect(usagesOf(few)).toBe('demo, file:PATH, mastodon:https://HOST');
  });

  it('refuses two of one name, a name that is not one word, and a second standard input', () => {
    expect(() => selectSources([], { definitions: [toy, toy], env: {} })).toThrow('Two sources are called toy.');
    expect(() => defineSource({ ...toy, name: 'To y', create: () => ({ name: '', open: () => EMPTY }) })).toThrow(
      'To y',
    );
    expect(() => selectSources(['stdin', 'stdin'], { definitions, env: {} })).toThrow('can be read only once');
  });
});
