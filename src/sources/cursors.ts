import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../node/make-folder.ts';
import { digestOf } from './digest.ts';

/**
 * How far sources have read, by key, beyond the end of the program. Plain calls that never throw: what can't be kept is
 * lost as if the program had never run.
 */
export interface Cursors {
  readonly read: (key: string) => string | undefined;
  readonly write: (key: string, value: string) => void;
}

/** Keeps nothing. */
export const noCursors: Cursors = { read: () => undefined, write: () => undefined };

/**
 * Cursors as small files of one folder, each replaced as a whole by a rename, so that a crash leaves the old or the new
 * one. `onFailure` is told of the first write that fails.
 */
export function createFileCursors(folder: string, onFailure: (error: unknown) => void): Cursors {
  const pathOf = (key: string): string => {
    const readable = key.replaceAll(/[^A-Za-z0-9]+/g, '-').slice(0, 60);
    return join(folder, `${readable}-${digestOf(key, 12)}.cursor`);
  };
  let failed = false;
  return {
    read: (key) => {
      try {
        return readFileSync(pathOf(key), 'utf8');
      } catch {
        return undefined;
      }
    },
    write: (key, value) => {
      const path = pathOf(key);
      const draft = `${path}.${process.pid}`;
      try {
        makeFolder(folder);
        writeFileSync(draft, value);
        renameSync(draft, path);
      } catch (error) {
        if (!failed) onFailure(error);
        failed = true;
      }
    },
  };
}
