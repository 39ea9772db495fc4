import { accessSync, constants } from 'node:fs';
import { allowOptions, baseUrl, flagged, noPath, positive, refuse, splitName, type SourceName } from './source-name.ts';

/** A source as it was asked for. */
export type SourceSpec =
  | { readonly kind: 'demo'; readonly seed: number | undefined; readonly postsPerSecond: number }
  | { readonly kind: 'file'; readonly path: string; readonly speed: number; readonly loop: boolean }
  | { readonly kind: 'stdin' }
  | { readonly kind: 'bluesky'; readonly base: string | undefined };

/** Where keys are looked up. */
export type Environment = Readonly<Partial<Record<string, string>>>;

const names = 'demo, file:PATH, stdin or bluesky';

/**
 * A source from its name: `demo[?seed=N&rate=N]`, `file:PATH[?speed=N|max&loop=1]`, `stdin`, `bluesky[:wss://HOST]`.
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
    default:
      throw refuse(name, `is no source: use ${names}`);
  }
}

function demoSpec(name: SourceName): SourceSpec {
  noPath(name);
  allowOptions(name, ['seed', 'rate']);
  return {
    kind: 'demo',
    seed: name.query.has('seed') ? positive(name, 'seed', 1) : undefined,
    postsPerSecond: positive(name, 'rate', 40),
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
  try {
    accessSync(path, constants.R_OK);
  } catch (cause) {
    throw refuse(name, `can't be read: there is no readable file ${path}`, cause);
  }
  return path;
}

function blueskySpec(name: SourceName): SourceSpec {
  allowOptions(name, []);
  if (name.rest === undefined) return { kind: 'bluesky', base: undefined };
  return { kind: 'bluesky', base: baseUrl(name, ['ws:', 'wss:'], 'bluesky:wss://jetstream.example.com') };
}
