import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { UndertoneError } from '../model/index.ts';
import { readAlertFile } from './compose/alerts.ts';
import { accessWarnings, composeDoor, composeHostCheck } from './compose/delivery.ts';
import { frameAncestorsOf } from './compose/embedding.ts';
import { keysOf, parseSources, type Environment } from './compose/sources.ts';
import type { Config } from './config/index.ts';
import { storeOf } from './store-spec.ts';
import { readTls } from './tls.ts';

/**
 * Validates everything that a start would read, and starts nothing: sources with their keys and files, the store's name
 * and location, alerts, tokens, origins, hosts, sites that embed, proxies, the recording, and the certificate with its
 * key. Returns warnings.
 * @throws UndertoneError `bad_option` with a sentence that names the option.
 */
export function checkServer(config: Config, env: Environment): readonly string[] {
  parseSources(config.source, keysOf(config, env));
  composeDoor(config);
  composeHostCheck(config);
  frameAncestorsOf(config.allowEmbed);
  readTls(config);
  readAlertFile(config, env);
  const store = storeOf(config);
  if (store.kind === 'sqlite' && store.path !== ':memory:') checkLocation(store.path);
  if (config.record !== 'none') checkRecording(config.record);
  return accessWarnings(config);
}

/** Checks that a database can be written, or created: missing folders will be created as well. */
function checkLocation(path: string): void {
  const fault = existsSync(path) ? faultOf(path, 'file') : faultOf(folderOf(resolve(path)), 'folder');
  if (fault !== undefined) throw new UndertoneError('bad_option', `--store sqlite:${path} can't be written: ${fault}.`);
}

/** Checks that a recording can be written, or created in a folder that is there. */
function checkRecording(path: string): void {
  const folder = dirname(resolve(path));
  const fault = existsSync(path) ? faultOf(path, 'file') : faultOf(folder, 'folder');
  if (fault !== undefined) throw new UndertoneError('bad_option', `--record ${path} can't be written: ${fault}.`);
}

function folderOf(path: string): string {
  const folder = dirname(path);
  return existsSync(folder) || folder === path ? folder : folderOf(folder);
}

function faultOf(path: string, kind: 'file' | 'folder'): string | undefined {
  if (!existsSync(path)) return `there is no ${kind} ${path}`;
  const is = statSync(path).isDirectory() ? 'folder' : 'file';
  if (is !== kind) return `${path} is a ${is}`;
  try {
    accessSync(path, constants.W_OK);
    return undefined;
  } catch {
    return `${path} is not writable`;
  }
}
