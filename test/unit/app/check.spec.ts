import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkServer } from '../../../src/app/check.ts';
import { resolveConfig, type Config } from '../../../src/app/config/index.ts';
import { UndertoneError } from '../../../src/model/index.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'undertone-'));
  writeFileSync(join(folder, 'file'), 'not PEM, no hash\n');
  mkdirSync(join(folder, 'taken'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** What a check says of the defaults with some options of their own; `DIR` stands for the folder. */
function check(options: Partial<Config>, env = {}): string {
  const here = (value: string): string => value.replaceAll('DIR', folder);
  const own = Object.entries(options).map(([key, value]): [string, readonly string[]] => [
    key,
    [value].flat().map((each) => here(typeof each === 'object' ? JSON.stringify(each) : String(each))),
  ]);
  try {
    checkServer(resolveConfig({ flags: { store: ['sqlite::memory:'], ...Object.fromEntries(own) }, env: {} }), env);
    return '';
  } catch (error) {
    if (!(error instanceof UndertoneError) || error.code !== 'bad_option') throw error;
    return error.message.replaceAll(folder, 'DIR');
  }
}

describe('a check of a configuration', () => {
  it.each<Partial<Config>>([
    {},
    { store: 'sqlite:DIR/new/folder/store.db' },
    { store: 'sqlite:DIR/file' },
    { store: 'postgres://ann@localhost/undertone' },
    { source: ['file:DIR/file', 'demo'] },
  ])('finds nothing wrong with %j', (options) => {
    expect(check(options)).toBe('');
  });

  it.each<[Partial<Config>, string]>([
    [{ source: ['file:DIR/none'] }, "--source file:DIR/none can't be read: there is no readable file of that name."],
    [{ source: ['mastodon:https://example.com'] }, 'needs a user token'],
    [{ store: 'mysql://localhost/x' }, '--store is not a store'],
    [{ store: 'sqlite:DIR/taken' }, "--store sqlite:DIR/taken can't be written: DIR/taken is a folder."],
    [{ store: 'sqlite:DIR/file/store.db' }, "can't be written: DIR/file is a file."],
    [{ tokenFile: 'DIR/none' }, "--token-file DIR/none can't be read"],
    [{ tokenFile: 'DIR/file' }, '--token-file DIR/file must contain one SHA-256'],
    [{ record: 'DIR/none/posts' }, "--record DIR/none/posts can't be written: there is no folder DIR/none."],
    [{ record: 'DIR/taken' }, "--record DIR/taken can't be written: DIR/taken is a folder."],
    [{ allowOrigin: ['*'] }, '--allow-origin "*" can never match'],
    [{ allowEmbed: ['null'] }, '--allow-embed "null" can never match'],
    [{ allowHost: ['senti.example:80'] }, '--allow-host "senti.example:80" can never match'],
    [{ cert: 'DIR/file' }, '--cert needs --key beside it.'],
    [{ cert: 'DIR/file', key: 'DIR/none' }, "--key DIR/none can't be read"],
    [{ cert: 'DIR/file', key: 'DIR/file' }, "--cert and --key can't be used"],
  ])('says what is wrong with %j', (options, sentence) => {
    expect(check(options)).toContain(sentence);
  });

  it.each<[string, Partial<Config>, number]>([
    ['127.0.0.1', {}, 0],
    ['localhost', {}, 0],
    ['::1', {}, 0],
    ['0.0.0.0', {}, 1],
    ['::', {}, 1],
    ['senti.example', {}, 1],
    ['0.0.0.0', { token: ['secret'] }, 0],
  ])('warns of a server on %s that asks for no token, and of no other: %j', (host, options, warnings) => {
    const config = { ...resolveConfig({ flags: { store: ['sqlite::memory:'] }, env: {} }), host, ...options };
    expect(checkServer(config, {})).toHaveLength(warnings);
  });

  it('finds the keys of sources in the environment', () => {
    expect(check({ source: ['mastodon:https://example.com'] }, { MASTODON_TOKEN: 'secret' })).toBe('');
  });
});
