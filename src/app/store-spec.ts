import { join } from 'node:path';
import { UndertoneError } from '../model/index.ts';

/** A store as it was asked for. */
export type StoreSpec =
  { readonly kind: 'sqlite'; readonly path: string } | { readonly kind: 'postgres'; readonly url: string };

const usage = 'use sqlite:PATH, sqlite::memory: or postgres://USER@HOST/DATABASE';

/**
 * A store from its name: `sqlite:PATH`, `sqlite::memory:`, `postgres://…`; an empty one is a file in the data folder, or
 * nothing that lasts where there is no such folder.
 * @throws UndertoneError `bad_option` with a sentence that holds no password.
 */
export function parseStoreSpec(said: string, dataFolder: string): StoreSpec {
  if (said === '') {
    return { kind: 'sqlite', path: dataFolder === 'none' ? ':memory:' : join(dataFolder, 'undertone.db') };
  }
  if (said.startsWith('sqlite:')) {
    const path = said.slice('sqlite:'.length);
    if (path === '' || path.startsWith('//')) throw refuse('sqlite: needs the path of a file');
    return { kind: 'sqlite', path };
  }
  const url = URL.parse(said);
  if (url === null || !['postgres:', 'postgresql:'].includes(url.protocol)) throw refuse('is no store');
  if (url.hostname === '' && !url.searchParams.has('host')) throw refuse('postgres: needs the name of a host');
  return { kind: 'postgres', url: said };
}

function refuse(predicate: string): UndertoneError {
  return new UndertoneError('bad_option', `--store ${predicate}: ${usage}.`);
}
