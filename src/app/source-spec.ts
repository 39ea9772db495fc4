import { accessSync, constants, statSync } from 'node:fs';
import { allowOptions, baseUrl, flagged, noPath, numberIn, refuse, splitName, type SourceName } from './source-name.ts';

/** A source as it was asked for. */
export type SourceSpec =
  | { readonly kind: 'demo'; readonly seed: number | undefined; readonly postsPerSecond: number }
  | { readonly kind: 'file'; readonly path: string; readonly speed: number; readonly loop: boolean }
  | { readonly kind: 'stdin' }
  | { readonly kind: 'bluesky'; readonly base: string | undefined }
  | {
      readonly kind: 'mastodon';
      readonly base: string;
      readonly token: string;
      readonly tags: readonly string[];
      readonly local: boolean;
    }
  | {
      readonly kind: 'x';
      readonly base: string;
      readonly token: string;
      readonly fill: boolean;
      readonly maxRules: number;
      readonly maxLength: number;
    }
  | { readonly kind: 'poll'; readonly url: string; readonly everyMs: number };

/** Where keys are looked up. */
export type Environment = Readonly<Partial<Record<string, string>>>;

const names = 'demo, file:PATH, stdin, bluesky, x, mastodon:https://HOST or poll:URL';

/**
 * A source from its name: `demo[?seed=N&rate=N]`, `file:PATH[?speed=N|max&loop=1]`, `stdin`, `bluesky[:wss://HOST]`,
 * `x[:https://HOST][?fill=1&rules=N&length=N]`,
 * `mastodon:https://HOST[?tag=a,b&local=1]`, `poll:URL[?every=SECONDS]`.
 * @throws UndertoneError `bad_option` with a sentence that names the source, or the variable that its key is missing from.
 */
export function parseSourceSpec(said: string, env: Environment): SourceSpec {
  const name = splitName(said);
  switch (name.kind) {
    case 'demo':
      return demoSpec(name);
    case 'file':
      return fileSpec(name);
    case 'stdin':
      noPath(name);
      allowOptions(name, []);
      return { kind: 'stdin' };
    case 'bluesky':
      return blueskySpec(name);
    case 'x':
      return xSpec(name, env);
    case 'mastodon':
      return mastodonSpec(name, env);
    case 'poll':
      return pollSpec(name);
    default:
      throw refuse(name, `is no source: use ${names}`);
  }
}

/**
 * The sources by their names.
 * @throws UndertoneError as for one, and when standard input is asked for twice.
 */
export function parseSources(said: readonly string[], env: Environment): readonly SourceSpec[] {
  const specs = said.map((each) => parseSourceSpec(each, env));
  if (specs.filter(({ kind }) => kind === 'stdin').length > 1) throw refuse({ said: 'stdin' }, 'can be read only once');
  return specs;
}

function demoSpec(name: SourceName): SourceSpec {
  noPath(name);
  allowOptions(name, ['seed', 'rate']);
  return {
    kind: 'demo',
    seed: name.query.has('seed')
      ? numberIn(name, { option: 'seed', or: 0, from: 0, to: Number.MAX_SAFE_INTEGER })
      : undefined,
    postsPerSecond: numberIn(name, { option: 'rate', or: 40, from: 0.01, to: 10_000 }),
  };
}

function fileSpec(name: SourceName): SourceSpec {
  const path = readable(name);
  allowOptions(name, ['speed', 'loop']);
  const speed = parseSpeed(name.query.get('speed') ?? '1');
  if (speed === undefined) throw refuse(name, 'needs a positive number or `max` as its speed');
  return { kind: 'file', path, speed, loop: flagged(name, 'loop') };
}

/** Times the recorded pace; `max` is Infinity; undefined when it is none. */
export function parseSpeed(said: string): number | undefined {
  const speed = said === 'max' ? Infinity : Number(said);
  return speed > 0 ? speed : undefined;
}

function readable(name: SourceName): string {
  const { rest: path = '' } = name;
  if (path === '') throw refuse(name, 'needs a path, as in file:posts.ndjson');
  const fault = faultOfFile(path);
  if (fault !== undefined) throw refuse(name, `can't be read: ${fault}`);
  return path;
}

/** Why a file can't be read, as the end of a sentence; undefined when it can. A pipe is a file. */
export function faultOfFile(path: string): string | undefined {
  try {
    accessSync(path, constants.R_OK);
    return statSync(path).isDirectory() ? 'it is a folder' : undefined;
  } catch {
    return 'there is no readable file of that name';
  }
}

function blueskySpec(name: SourceName): SourceSpec {
  allowOptions(name, []);
  if (name.rest === undefined) return { kind: 'bluesky', base: undefined };
  return { kind: 'bluesky', base: baseUrl(name, ['ws:', 'wss:'], 'bluesky:wss://jetstream.example.com') };
}

/** The bounds are those of a pay-per-use account where nothing else is said (docs.x.com, filtered stream, limits). */
function xSpec(name: SourceName, env: Environment): SourceSpec {
  allowOptions(name, ['fill', 'rules', 'length']);
  const base = baseUrl({ ...name, rest: name.rest ?? 'https://api.x.com' }, ['http:', 'https:'], 'x:https://api.x.com');
  const maxRules = numberIn(name, { option: 'rules', or: 1_000, from: 1, to: 1_000_000 });
  const maxLength = numberIn(name, { option: 'length', or: 1_024, from: 256, to: 65_536 });
  const token = keyFor(name, env, { variable: 'X_BEARER_TOKEN', what: "an app's bearer token" });
  return { kind: 'x', base, token, fill: flagged(name, 'fill'), maxRules, maxLength };
}

/** A key, without the spaces and line breaks around it that come along when it is copied. */
function keyFor(
  name: SourceName,
  env: Environment,
  { variable, what }: { readonly variable: string; readonly what: string },
): string {
  const key = (env[variable] ?? '').trim();
  if (key === '') throw refuse(name, `needs ${what} in the environment variable ${variable}`);
  if (!/^[\x21-\x7e]+$/.test(key)) throw refuse(name, `finds no key in ${variable}: it must be one word of ASCII`);
  return key;
}

function mastodonSpec(name: SourceName, env: Environment): SourceSpec {
  allowOptions(name, ['tag', 'local']);
  const base = baseUrl(name, ['http:', 'https:'], 'mastodon:https://mastodon.social');
  const tags = (name.query.get('tag') ?? '').split(',').map((tag) => tag.trim().replace(/^#/, ''));
  const named = tags.filter((tag) => tag !== '');
  if (named.length > maxTags) throw refuse(name, `names more than ${maxTags} tags, each of which is a connection`);
  const what = 'a user token with read:statuses';
  const token = keyFor(name, env, { variable: 'MASTODON_TOKEN', what });
  return { kind: 'mastodon', base, token, tags: named, local: flagged(name, 'local') };
}

const maxTags = 16;
const maxEverySeconds = 86_400;

/** What is asked for may have a query of its own: only `every` is ours, and the rest stays as it was written. */
function pollSpec(name: SourceName): SourceSpec {
  const address = name.said.slice('poll:'.length);
  const url = address.replace(/(?<=[?&])every=[^&#]*&?/g, '').replace(/[?&](?=#|$)/, '');
  baseUrl({ ...name, rest: url }, ['http:', 'https:'], 'poll:https://example.com/comments.json');
  const seconds = numberIn(name, { option: 'every', or: 10, from: 0.05, to: maxEverySeconds });
  return { kind: 'poll', url, everyMs: seconds * 1_000 };
}
