import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { configJsonSchema, optionKeys, optionRows, resolveConfig } from '../../../src/app/config/index.ts';

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
    ['yes', true],
    ['true', true],
    ['1', true],
    ['no', false],
    ['false', false],
    ['0', false],
  ])('reads %s as yes or no', (raw, value) => {
    expect(resolveConfig({ flags: {}, env: { UNDERTONE_X_SHARE_TEXT: raw } }).xShareText).toBe(value);
    expect(resolveConfig({ flags: { xShareText: [raw] }, env: {} }).xShareText).toBe(value);
  });

  it.each([
    ['{"xShareText":true}', { xShareText: true }],
    ['{"xShareText":"no"}', { xShareText: false }],
    ['{"keepPosts":60}', { keepPosts: 60_000 }],
    ['{"port":"81","source":"demo,stdin"}', { port: 81, source: ['demo', 'stdin'] }],
    ['\uFEFF{"source":["stdin"]}\r\n', { source: ['stdin'] }],
    ['{"$schema":"options.json"}', { port: 8_000 }],
  ])('takes the values of a file as JSON has them: %s', (content, values) => {
    expect(resolveConfig({ flags: {}, env: {}, file: fileOf(content) })).toMatchObject(values);
  });

  it('has the default of every option', () => {
    const config = resolveConfig({ flags: {}, env: {} });
    expect(Object.keys(config)).toEqual(optionKeys);
    expect(config).toMatchObject({
      port: 8_000,
      keepPosts: 86_400_000,
      lang: ['en'],
      allowOrigin: [],
      allowEmbed: [],
      xShareText: false,
    });
    const shown = optionRows({ isUsual: false }).filter(({ key }) => key !== '');
    const flags = Object.fromEntries(
      shown.flatMap(({ key, default: value }) => (value === '' ? [] : [[key, [value]]])),
    );
    expect(resolveConfig({ flags, env: {} })).toEqual(config);
  });

  it('is described by a JSON Schema for its file', () => {
    const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(configJsonSchema());
    expect(configJsonSchema()).toMatchObject({
      properties: { port: { default: 8_000, description: 'The port to listen on; 0 picks a free one.' } },
    });
    for (const right of [{}, { port: 1, ping: '30s', keepPosts: 60, lang: ['de'], xShareText: true, $schema: 'a' }]) {
      expect(validate(right), JSON.stringify(validate.errors)).toBe(true);
    }
    for (const wrong of [{ prot: 1 }, { port: 65_536 }, { port: 'x' }, { ping: 'soon' }, { scorer: 'guess' }]) {
      expect(validate(wrong)).toBe(false);
    }
  });

  it.each([
    ['500ms', 500],
    ['1.5s', 1_500],
    ['2m', 120_000],
    ['1h', 3_600_000],
    ['7d', 604_800_000],
    ['30', 30_000],
    ['0', 0],
  ])('reads the duration %s', (value, ms) => {
    expect(resolveConfig({ flags: { idleGrace: [value] }, env: {} }).idleGrace).toBe(ms);
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

  const guards = ['token', 'tokenFile', 'cert', 'key', 'allowOrigin', 'allowHost', 'allowEmbed', 'trustProxy'] as const;

  it.each(guards)('refuses %s where it is given and empty, and says how it was given', (key) => {
    const flag = key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    const variable = `UNDERTONE_${flag.toUpperCase().replaceAll('-', '_')}`;
    for (const empty of ['', ' ', '\t']) {
      expect(() => resolveConfig({ flags: { [key]: [empty] }, env: {} })).toThrow(`--${flag} is empty`);
      expect(() => resolveConfig({ flags: {}, env: { [variable]: empty } })).toThrow(`${variable} is empty`);
      const file = fileOf({ [key]: empty });
      expect(() => resolveConfig({ flags: {}, env: {}, file })).toThrow(`\`${key}\` in ${file} is empty`);
    }
    const file = fileOf({ [key]: null });
    expect(() => resolveConfig({ flags: {}, env: {}, file })).toThrow(`\`${key}\` in ${file} must be a string`);
  });

  it.each(['token', 'allowOrigin', 'allowHost'])('refuses %s with an empty list, or an empty part of one', (key) => {
    for (const empty of [[], [''], ['a', ' '], ',', ' , ']) {
      expect(() => resolveConfig({ flags: {}, env: {}, file: fileOf({ [key]: empty }) })).toThrow('is empty');
    }
    expect(() => resolveConfig({ flags: { [key]: ['a', ''] }, env: {} })).toThrow('is empty');
    expect(() => resolveConfig({ flags: { [key]: [','] }, env: {} })).toThrow('is empty');
  });

  it('refuses an empty certificate under its second name, and does not fall back to it', () => {
    expect(() => resolveConfig({ flags: {}, env: { CERTFILE: '' } })).toThrow('CERTFILE is empty');
    const env = { UNDERTONE_CERT: '', CERTFILE: 'cert.pem' };
    expect(() => resolveConfig({ flags: {}, env })).toThrow('UNDERTONE_CERT is empty');
  });

  it('takes tokens from repeated flags, from a list, and from commas in one text', () => {
    const two = ['first', 'sec=ond'];
    expect(resolveConfig({ flags: { token: two }, env: {} }).token).toEqual(two);
    expect(resolveConfig({ flags: {}, env: { UNDERTONE_TOKEN: 'first, sec=ond' } }).token).toEqual(two);
    expect(resolveConfig({ flags: {}, env: {}, file: fileOf({ token: two }) }).token).toEqual(two);
    expect(resolveConfig({ flags: {}, env: {}, file: fileOf({ token: 'first,sec=ond' }) }).token).toEqual(two);
  });

  it.each([
    [{ flags: { token: ['a,b'] }, env: {} }, '--token contains a comma'],
    [{ flags: { token: ['a,'] }, env: {} }, '--token contains a comma'],
    [{ flags: { token: ['hunter 2'] }, env: {} }, '--token contains a space'],
    [{ flags: {}, env: { UNDERTONE_TOKEN: 'a,,b' } }, 'UNDERTONE_TOKEN has an empty token beside a comma'],
    [{ flags: {}, env: { UNDERTONE_TOKEN: 'a,b c' } }, 'UNDERTONE_TOKEN contains a space'],
  ])('refuses tokens that could not be sent, or would be others: %j', (input, sentence) => {
    expect(() => resolveConfig(input)).toThrow(sentence);
  });

  it('never repeats a token', () => {
    for (const token of ['hunter 2', ['hunter,2'], { hunter: 2 }, ['hunter', 2]]) {
      expect(() => resolveConfig({ flags: {}, env: {}, file: fileOf({ token }) })).toThrow(/^(?!.*hunter)/s);
    }
  });
});
