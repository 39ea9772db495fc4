import { readFileSync } from 'node:fs';
import { isRecord, sentenceOf, UndertoneError } from '../model/index.ts';
import type { Option } from './option.ts';
import { options } from './options.ts';

export type Options = typeof options;
export type OptionKey = keyof Options;
/** The value of every option. */
export type Config = { readonly [K in OptionKey]: ReturnType<Options[K]['parse']> };

/** What was said, by key: of flags, of the environment, or of a file. */
export type Said = Readonly<Partial<Record<string, readonly string[]>>>;

export const optionKeys: readonly OptionKey[] = Object.keys(options)
  .filter((key) => key in options)
  .filter(isOptionKey);

function isOptionKey(key: string): key is OptionKey {
  return Object.hasOwn(options, key);
}

export const flagOf = (key: string): string => key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
export const variableOf = (key: string): string => `UNDERTONE_${flagOf(key).replaceAll('-', '_').toUpperCase()}`;

export interface ConfigInput {
  readonly flags: Said;
  readonly env: Readonly<Partial<Record<string, string>>>;
  /** The path of a JSON file. */
  readonly file?: string | undefined;
}

/**
 * The configuration: each option from its flag, else its environment variable, else the file, else its default.
 * @throws UndertoneError `bad_option` with a sentence that names the option as it was said.
 */
export function resolveConfig({ flags, env, file }: ConfigInput): Config {
  const path = file ?? (env['UNDERTONE_CONFIG'] === '' ? undefined : env['UNDERTONE_CONFIG']);
  const fromFile = path === undefined ? {} : readConfigFile(path);
  const get = <T>(key: OptionKey, option: Option<T>): T => {
    const variable = variableOf(key);
    // An empty variable is how an environment says that it is not set.
    const inEnv = [variable, option.alias ?? ''].find((name) => (env[name] ?? '') !== '');
    if (flags[key] !== undefined) return read(`--${flagOf(key)}`, option, flags[key]);
    if (inEnv !== undefined) return read(inEnv, option, [env[inEnv] ?? '']);
    if (fromFile[key] !== undefined) return read(`\`${key}\` in ${path ?? ''}`, option, fromFile[key]);
    return option.parse([option.default]);
  };
  return {
    port: get('port', options.port),
    host: get('host', options.host),
    source: get('source', options.source),
    lang: get('lang', options.lang),
    record: get('record', options.record),
    dataFolder: get('dataFolder', options.dataFolder),
    store: get('store', options.store),
    keepPosts: get('keepPosts', options.keepPosts),
    allowOrigin: get('allowOrigin', options.allowOrigin),
    scorer: get('scorer', options.scorer),
    workers: get('workers', options.workers),
    maxBatchPosts: get('maxBatchPosts', options.maxBatchPosts),
    maxBatchWait: get('maxBatchWait', options.maxBatchWait),
    maxWaitingPosts: get('maxWaitingPosts', options.maxWaitingPosts),
    maxRecentPosts: get('maxRecentPosts', options.maxRecentPosts),
    quiet: get('quiet', options.quiet),
    maxQuiet: get('maxQuiet', options.maxQuiet),
    idleGrace: get('idleGrace', options.idleGrace),
    resumeWindow: get('resumeWindow', options.resumeWindow),
    maxResumeResults: get('maxResumeResults', options.maxResumeResults),
    xShareText: get('xShareText', options.xShareText),
    token: get('token', options.token),
    tokenFile: get('tokenFile', options.tokenFile),
    cert: get('cert', options.cert),
    key: get('key', options.key),
    maxSessions: get('maxSessions', options.maxSessions),
    maxSessionsPerAddress: get('maxSessionsPerAddress', options.maxSessionsPerAddress),
    handshakeTimeout: get('handshakeTimeout', options.handshakeTimeout),
    maxQueriesPerSession: get('maxQueriesPerSession', options.maxQueriesPerSession),
    maxMessagesPerSecond: get('maxMessagesPerSecond', options.maxMessagesPerSecond),
    maxFrameBytes: get('maxFrameBytes', options.maxFrameBytes),
    maxOutboxFrames: get('maxOutboxFrames', options.maxOutboxFrames),
    maxOutboxBytes: get('maxOutboxBytes', options.maxOutboxBytes),
    ping: get('ping', options.ping),
    stats: get('stats', options.stats),
    drain: get('drain', options.drain),
    logLevel: get('logLevel', options.logLevel),
  };
}

function read<T>(subject: string, option: Option<T>, said: readonly string[]): T {
  try {
    return option.parse(said);
  } catch (error) {
    throw new UndertoneError('bad_option', `${subject} ${sentenceOf(error)}.`, { cause: error });
  }
}

function readConfigFile(path: string): Said {
  const value = parseFile(path);
  if (!isRecord(value)) throw new UndertoneError('bad_option', `${path} must hold a JSON object.`);
  return Object.fromEntries(
    Object.entries(value).map(([key, said]) => {
      if (!isOptionKey(key)) throw new UndertoneError('bad_option', `\`${key}\` in ${path} is no option.`);
      const list: readonly unknown[] = Array.isArray(said) ? said : [said];
      return [key, list.map((each) => textOf(each, `\`${key}\` in ${path}`))];
    }),
  );
}

function parseFile(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new UndertoneError('bad_option', `--config ${path} can't be read: ${sentenceOf(error)}.`, { cause: error });
  }
}

function textOf(value: unknown, subject: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new UndertoneError('bad_option', `${subject} must be a string or a number, or a list of them.`);
}
