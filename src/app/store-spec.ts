import { join } from 'node:path';
import { UndertoneError } from '../model/index.ts';
import type { StoreSpec } from './compose/library.ts';
import type { Config } from './config/index.ts';

const usage = 'use sqlite:PATH, sqlite::memory: or postgres://USER@HOST/DATABASE';

/**
 * Parses `--store`: `sqlite:PATH`, `sqlite::memory:` or `postgres://…`. An empty value is a file in the data folder, or a
 * database that ends with the program where there is no such folder.
 * @throws UndertoneError `bad_option` with a sentence that contains no password.
 */
export function parseStoreSpec(raw: string, dataFolder: string): StoreSpec {
  if (raw === '') {
    return { kind: 'sqlite', path: dataFolder === 'none' ? ':memory:' : join(dataFolder, 'undertone.db') };
  }
  if (raw.startsWith('sqlite:')) {
    const path = raw.slice('sqlite:'.length);
    if (path === '' || path.startsWith('//')) throw invalidStore('sqlite: needs the path of a file');
    return { kind: 'sqlite', path };
  }
  const url = URL.parse(raw);
  if (url === null || !['postgres:', 'postgresql:'].includes(url.protocol)) throw invalidStore('is not a store');
  if (url.hostname === '' && !url.searchParams.has('host')) throw invalidStore('postgres: needs the name of a host');
  return { kind: 'postgres', url: raw };
}

function invalidStore(predicate: string): UndertoneError {
  return new UndertoneError('bad_option', `--store ${predicate}: ${usage}.`);
}

/**
 * Parses the store of a configuration. The nodes of a cluster keep nothing, or share a PostgreSQL: in a file, each would
 * have a part of the results.
 * @throws UndertoneError as `parseStoreSpec`; also for a file in a cluster.
 */
export function storeOf({ store, dataFolder, nats }: Pick<Config, 'store' | 'dataFolder' | 'nats'>): StoreSpec {
  if (nats.length === 0) return parseStoreSpec(store, dataFolder);
  const spec = parseStoreSpec(store === '' ? 'sqlite::memory:' : store, dataFolder);
  if (spec.kind !== 'sqlite' || spec.path === ':memory:') return spec;
  throw new UndertoneError(
    'bad_option',
    '--store sqlite:PATH is of one node only: with --nats use postgres://USER@HOST/DATABASE, or sqlite::memory: to keep nothing.',
  );
}
