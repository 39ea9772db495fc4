import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asyncScheduler, EMPTY, firstValueFrom, merge, of, toArray } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  builtinSources,
  createSources,
  defineSource,
  noCursors,
  selectSources,
  usagesOf,
  type Environment,
} from '../../../src/sources/index.ts';

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
  onClose: () => undefined,
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
    'bluesky:wss://a:b@host',
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

  it('names every source where one is not known', () => {
    expect(() => selectSources(['tv'], { definitions, env: {} })).toThrow(
      '--source tv is no source: use demo, file:PATH, stdin, bluesky, x, mastodon:https://HOST, poll:URL or toy:WORD.',
    );
    expect(usagesOf(builtinSources)).toBe('demo, file:PATH, stdin, bluesky, x, mastodon:https://HOST, poll:URL');
  });

  it('refuses two of one name, a name that is not one word, and a second standard input', () => {
    expect(() => selectSources([], { definitions: [toy, toy], env: {} })).toThrow('Two sources are called toy.');
    expect(() => defineSource({ ...toy, name: 'To y', create: () => ({ name: '', open: () => EMPTY }) })).toThrow(
      'To y',
    );
    expect(() => selectSources(['stdin', 'stdin'], { definitions, env: {} })).toThrow('can be read only once');
  });
});
