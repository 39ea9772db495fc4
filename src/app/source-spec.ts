import { accessSync, constants } from 'node:fs';
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

function demoOptions(said: string, query: URLSearchParams) {
  allow(said, query, ['seed', 'rate']);
  return {
    seed: query.has('seed') ? numberOf(said, query, { name: 'seed', or: 1 }) : undefined,
    postsPerSecond: numberOf(said, query, { name: 'rate', or: 40 }),
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
  try {
    accessSync(path, constants.R_OK);
  } catch (cause) {
    throw refuse(said, `can't be read: there is no readable file ${path}`, cause);
  }
  return path;
}

function allow(said: string, query: URLSearchParams, names: readonly string[]): void {
  for (const name of query.keys()) {
    if (!names.includes(name)) throw refuse(said, `has no option \`${name}\``);
  }
}

function numberOf(
  said: string,
  query: URLSearchParams,
  { name, or }: { readonly name: string; readonly or: number },
): number {
  const value = query.has(name) ? Number(query.get(name)) : or;
  if (!(value > 0 && value < Infinity)) throw refuse(said, `needs a positive number as its ${name}`);
  return value;
}

function refuse(said: string, predicate: string, cause?: unknown): UndertoneError {
  return new UndertoneError('bad_option', `--source ${said} ${predicate}.`, { cause });
}
