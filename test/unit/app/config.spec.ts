import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { resolveConfig } from '../../../src/app/config.ts';
import { parseSourceSpec as parseSpec, type Environment } from '../../../src/app/source-spec.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'undertone-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const fileOf = (content: unknown): string => {
  const path = join(folder, 'config.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
};

describe('the configuration', () => {
  it('takes a flag before the environment, that before the file, and that before the default', () => {
    const file = fileOf({ port: 1, host: 'file', ping: '1m', lang: ['de', 'fr'] });
    const env = { UNDERTONE_PORT: '2', UNDERTONE_HOST: 'env' };
    expect(resolveConfig({ flags: { port: ['3'] }, env, file })).toMatchObject({
      port: 3,
      host: 'env',
      ping: 60_000,
      lang: ['de', 'fr'],
      quiet: 250,
    });
  });

  it('takes a list from repeated flags and from commas in the environment', () => {
    expect(resolveConfig({ flags: { source: ['demo', 'stdin'] }, env: {} }).source).toEqual(['demo', 'stdin']);
    expect(resolveConfig({ flags: {}, env: { UNDERTONE_LANG: 'en, de' } }).lang).toEqual(['en', 'de']);
  });

  it('finds the file by the environment too', () => {
    const env = { UNDERTONE_CONFIG: fileOf({ workers: 0 }) };
    expect(resolveConfig({ flags: {}, env }).workers).toBe(0);
  });

  it.each([
    ['500ms', 500],
    ['1.5s', 1_500],
    ['2m', 120_000],
    ['1h', 3_600_000],
    ['7d', 604_800_000],
    ['30', 30_000],
    ['0', 0],
  ])('reads the duration %s', (said, ms) => {
    expect(resolveConfig({ flags: { idleGrace: [said] }, env: {} }).idleGrace).toBe(ms);
  });

  it.each([
    [{ port: ['65536'] }, '--port must be a whole number from 0 to 65535, not `65536`.'],
    [{ port: ['-1'] }, '--port must be'],
    [{ port: ['8e3'] }, '--port must be'],
    [{ maxBatchPosts: ['0'] }, '--max-batch-posts must be a whole number of at least 1, not `0`.'],
    [{ ping: ['soon'] }, '--ping must be a duration like 500ms, 30s, 5m or 24h, not `soon`.'],
    [{ scorer: ['guess'] }, '--scorer must be one of'],
  ])('refuses %j with a sentence that names the option', (flags, sentence) => {
    expect(() => resolveConfig({ flags, env: {} })).toThrow(sentence);
  });

  it('names the variable and the file where those are at fault', () => {
    expect(() => resolveConfig({ flags: {}, env: { UNDERTONE_PORT: 'x' } })).toThrow('UNDERTONE_PORT must be');
    expect(() => resolveConfig({ flags: {}, env: {}, file: fileOf({ port: 'x' }) })).toThrow(
      /^`port` in .*config.json must be/,
    );
    expect(() => resolveConfig({ flags: {}, env: {}, file: fileOf({ prot: 1 }) })).toThrow('`prot` in');
    expect(() => resolveConfig({ flags: {}, env: {}, file: fileOf({ port: {} }) })).toThrow('`port` in');
    expect(() => resolveConfig({ flags: {}, env: {}, file: fileOf('{"port":') })).toThrow("can't be read");
    expect(() => resolveConfig({ flags: {}, env: {}, file: fileOf('[]') })).toThrow('must hold a JSON object');
    expect(() => resolveConfig({ flags: {}, env: {}, file: join(folder, 'none') })).toThrow("can't be read");
  });
});

const parseSourceSpec = (said: string, env: Environment = {}) => parseSpec(said, env);

describe('the name of a source', () => {
  it('is read with its options', () => {
    const path = fileOf('');
    expect(parseSourceSpec(`file:${path}?speed=max&loop=1`)).toEqual({
      kind: 'file',
      path,
      speed: Infinity,
      loop: true,
    });
    expect(parseSourceSpec(`file:${path}`)).toEqual({ kind: 'file', path, speed: 1, loop: false });
    expect(parseSourceSpec('demo')).toMatchObject({ kind: 'demo' });
    expect(parseSourceSpec('demo?seed=7&rate=100')).toEqual({ kind: 'demo', seed: 7, postsPerSecond: 100 });
    expect(parseSourceSpec('stdin')).toEqual({ kind: 'stdin' });
    expect(parseSourceSpec('bluesky')).toEqual({ kind: 'bluesky', base: undefined });
    expect(parseSourceSpec('bluesky:ws://127.0.0.1:9/')).toEqual({ kind: 'bluesky', base: 'ws://127.0.0.1:9' });
    const env = { MASTODON_TOKEN: ' secret\n' };
    const mastodon = { kind: 'mastodon', base: 'https://host', token: 'secret' };
    expect(parseSourceSpec('mastodon:https://host', env)).toEqual({ ...mastodon, tags: [], local: false });
    expect(parseSourceSpec('mastodon:https://host?tag=a,%23b,&local=1', env)).toEqual({
      ...mastodon,
      tags: ['a', 'b'],
      local: true,
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
  ])('%j is refused with a sentence that repeats it', (said) => {
    expect(() => parseSourceSpec(said)).toThrow(`--source ${said} `);
  });

  it.each(['speed=0', 'speed=fast', 'speed=-1', 'pace=1'])('a file with %s is refused', (query) => {
    expect(() => parseSourceSpec(`file:${fileOf('')}?${query}`)).toThrow('--source file:');
  });

  it('of a poll keeps the query of its address, but for what is ours', () => {
    for (const [said, url, everyMs] of [
      ['https://host/a', 'https://host/a', 10_000],
      ['https://host/a?every=0.5', 'https://host/a', 500],
      ['https://host/a?b=%20&every=3', 'https://host/a?b=%20', 3_000],
      ['https://host/a?every=3&b=1', 'https://host/a?b=1', 3_000],
      ['https://host/a?b=1&every=3&c={since}', 'https://host/a?b=1&c={since}', 3_000],
    ] as const) {
      expect(parseSourceSpec(`poll:${said}`)).toEqual({ kind: 'poll', url, everyMs });
    }
  });

  it('is refused without its key, with a sentence that names the variable', () => {
    for (const env of [{}, { MASTODON_TOKEN: ' ' }]) {
      expect(() => parseSourceSpec('mastodon:https://host', env)).toThrow('MASTODON_TOKEN');
    }
  });
});
