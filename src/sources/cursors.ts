import { readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../node/make-folder.ts';
import { digestOf } from './ids.ts';

/**
 * The positions up to which sources have read, by key, kept beyond the end of the program. Plain calls that never
 * throw: a cursor that can't be kept is lost, as if the program had never run.
 */
export interface Cursors {
  readonly read: (key: string) => string | undefined;
  readonly write: (key: string, value: string) => void;
  /**
   * Whether a cursor is kept together with what was read up to it. Then a source writes it before each event, and reads on
   * from exactly there; otherwise what was read last may have been lost with the program. Default false.
   */
  readonly isExact?: boolean;
}

export interface FileCursors extends Cursors {
  /** Resolves when everything written so far is on disk, or has failed. Never rejects. */
  readonly flush: () => Promise<void>;
}

/** Cursors that are kept nowhere. */
export const noCursors: FileCursors = {
  read: () => undefined,
  write: () => undefined,
  flush: () => Promise.resolve(),
};

/**
 * Creates cursors that are small files of one folder, each replaced as a whole by a rename, so that a crash leaves the
 * old or the new one. Files are written in the background, one after another; of several values of a key only the last
 * is written. `onFailure` is called with the error of the first write that fails.
 * @example createFileCursors('/var/lib/undertone', (error) => log.warn(error)).write('my feed', '41');
 */
export function createFileCursors(folder: string, onFailure: (error: unknown) => void): FileCursors {
  const waiting = new Map<string, string>();
  let writing: Promise<void> | undefined;
  let hasFailed = false;
  const pathOf = (key: string): string => {
    const readable = key.replaceAll(/[^A-Za-z0-9]+/g, '-').slice(0, 60);
    return join(folder, `${readable}-${digestOf(key, 12)}.cursor`);
  };
  const replace = async (path: string, value: string): Promise<void> => {
    const draft = `${path}.${process.pid}`;
    try {
      makeFolder(folder);
      await writeFile(draft, value, { mode: 0o600 });
      await rename(draft, path);
    } catch (error) {
      if (!hasFailed) onFailure(error);
      hasFailed = true;
    }
  };
  const writeAll = async (): Promise<void> => {
    for (let [next] = waiting; next !== undefined; [next] = waiting) {
      const [key, value] = next;
      await replace(pathOf(key), value);
      if (waiting.get(key) === value) waiting.delete(key);
    }
    writing = undefined;
  };
  return {
    read: (key) => {
      try {
        return waiting.get(key) ?? readFileSync(pathOf(key), 'utf8');
      } catch {
        return undefined;
      }
    },
    write: (key, value) => {
      waiting.set(key, value);
      writing ??= writeAll();
    },
    flush: () => writing ?? Promise.resolve(),
  };
}
