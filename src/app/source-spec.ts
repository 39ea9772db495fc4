import { accessSync, constants, statSync } from 'node:fs';
import { UndertoneError } from '../model/index.ts';

/** A source as it was asked for. */
export type SourceSpec =
  | { readonly kind: 'demo'; readonly seed: number | undefined; readonly postsPerSecond: number }
  | { readonly kind: 'file'; readonly path: string; readonly speed: number; readonly loop: boolean }
  | { readonly kind: 'stdin' };

/**
 * A source from its name: `demo[?seed=N&rate=N]`, `file:PATH[?speed=N|max&loop=1]`, `stdin`.
 * @throws UndertoneError `bad_option` with a sentence that names the source.
 */
export function parseSourceSpec(said: string): SourceSpec {
  const { kind, rest, query } = split(said);
  switch (kind) {
    case 'demo':
      if (rest !== undefined) throw refuse(said, 'takes no path');
      return { kind, ...demoOptions(said, query) };
    case 'file':
      return { kind, path: readable(said, rest ?? ''), ...fileOptions(said, query) };
    case 'stdin':
      if (rest !== undefined) throw refuse(said, 'takes no path');
      allow(said, query, []);
      return { kind };
    default:
      throw refuse(said, 'is no source: use demo, file:PATH or stdin');
  }
}

/**
 * The sources by their names.
 * @throws UndertoneError as for one, and when standard input is asked for twice.
 */
export function parseSources(said: readonly string[]): readonly SourceSpec[] {
  const specs = said.map(parseSourceSpec);
  if (specs.filter(({ kind }) => kind === 'stdin').length > 1) throw refuse('stdin', 'can be read only once');
  return specs;
}

function demoOptions(said: string, query: URLSearchParams) {
  allow(said, query, ['seed', 'rate']);
  return {
    seed: query.has('seed')
      ? numberOf(said, query, { name: 'seed', or: 0, from: 0, to: Number.MAX_SAFE_INTEGER })
      : undefined,
    postsPerSecond: numberOf(said, query, { name: 'rate', or: 40, from: 0.01, to: 10_000 }),
  };
}

function fileOptions(said: string, query: URLSearchParams) {
  allow(said, query, ['speed', 'loop']);
  const speed = parseSpeed(query.get('speed') ?? '1');
  if (speed === undefined) throw refuse(said, 'needs a positive number or `max` as its speed');
  return { speed, loop: ['1', 'true'].includes(query.get('loop') ?? '') };
}

/** Times the recorded pace; `max` is Infinity; undefined when it is none. */
export function parseSpeed(said: string): number | undefined {
  const speed = said === 'max' ? Infinity : Number(said);
  return speed > 0 ? speed : undefined;
}

function split(said: string) {
  const [name = '', ...queries] = said.split('?');
  const colon = name.indexOf(':');
  return {
    kind: colon === -1 ? name : name.slice(0, colon),
    rest: colon === -1 ? undefined : name.slice(colon + 1),
    query: new URLSearchParams(queries.join('?')),
  };
}

function readable(said: string, path: string): string {
  if (path === '') throw refuse(said, 'needs a path, as in file:posts.ndjson');
  const fault = faultOfFile(path);
  if (fault !== undefined) throw refuse(said, `can't be read: ${fault}`);
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

function allow(said: string, query: URLSearchParams, names: readonly string[]): void {
  for (const name of query.keys()) {
    if (!names.includes(name)) throw refuse(said, `has no option \`${name}\``);
  }
}

interface Wanted {
  readonly name: string;
  readonly or: number;
  readonly from: number;
  readonly to: number;
}

function numberOf(said: string, query: URLSearchParams, { name, or, from, to }: Wanted): number {
  const value = query.has(name) ? Number(query.get(name) === '' ? NaN : query.get(name)) : or;
  if (value >= from && value <= to) return value;
  throw refuse(said, `needs a number from ${from} to ${to} as its ${name}`);
}

function refuse(said: string, predicate: string): UndertoneError {
  return new UndertoneError('bad_option', `--source ${said} ${predicate}.`);
}
