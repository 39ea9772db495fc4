import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { UndertoneError } from '../model/index.ts';
import { createAccess } from './access.ts';
import { composeOriginCheck } from './compose/delivery.ts';
import { parseSources, type Environment } from './compose/sources.ts';
import type { Config } from './config/index.ts';
import { parseStoreSpec } from './store-spec.ts';
import { readTls } from './tls.ts';

/**
 * Validates everything that a start would read, and starts nothing: sources with their keys and files, the store's name
 * and location, tokens, and the certificate with its key.
 * @throws UndertoneError `bad_option` with a sentence that names the option.
 */
export function checkServer(config: Config, env: Environment): void {
  parseSources(config.source, env);
  createAccess(config);
  composeOriginCheck(config);
  readTls(config);
  const store = parseStoreSpec(config.store, config.dataFolder);
  if (store.kind === 'sqlite' && store.path !== ':memory:') checkLocation(store.path);
}

/** Checks that a file can be written, or created: missing folders will be created as well. */
function checkLocation(path: string): void {
  const fault = existsSync(path) ? faultOf(path, 'file') : faultOf(folderOf(resolve(path)), 'folder');
  if (fault !== undefined) throw new UndertoneError('bad_option', `--store sqlite:${path} can't be written: ${fault}.`);
}

function folderOf(path: string): string {
  const folder = dirname(path);
  return existsSync(folder) || folder === path ? folder : folderOf(folder);
}

function faultOf(path: string, kind: 'file' | 'folder'): string | undefined {
  const is = statSync(path).isDirectory() ? 'folder' : 'file';
  if (is !== kind) return `${path} is a ${is}`;
  try {
    accessSync(path, constants.W_OK);
    return undefined;
  } catch {
    return `${path} is not writable`;
  }
}
