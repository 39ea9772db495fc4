import { close, fstatSync, open, openSync, readSync, closeSync, write } from 'node:fs';
import { promisify } from 'node:util';
import type { WriteBytes } from './line-writer.ts';

/** A new file is for its owner alone. */
const mode = 0o600;
const newline = 0x0a;

/** A file that is appended to, and opened again after a failure: its disk may have been away. */
export class AppendedFile {
  readonly #path: string;
  #descriptor: number | undefined;
  /** Whether the file did not end with a line break when it was opened first. */
  readonly endsInsideLine: boolean;

  /** @throws the error of the file system when the file can't be opened. */
  constructor(path: string) {
    this.#path = path;
    this.#descriptor = openSync(path, 'a', mode);
    this.endsInsideLine = endsInsideLine(path, this.#descriptor);
  }

  readonly write: WriteBytes = (bytes, done) => {
    const descriptor = this.#descriptor;
    if (descriptor === undefined) {
      open(this.#path, 'a', mode, (error, opened) => {
        if (error !== null) {
          done(error, 0);
          return;
        }
        this.#descriptor = opened;
        this.write(bytes, done);
      });
      return;
    }
    write(descriptor, bytes, (error, written) => {
      if (error !== null) void this.close();
      done(error, written);
    });
  };

  /** Never rejects. */
  async close(): Promise<void> {
    const descriptor = this.#descriptor;
    this.#descriptor = undefined;
    if (descriptor !== undefined) await promisify(close)(descriptor).catch(() => undefined);
  }
}

/** Returns false where that can't be known, as of a pipe. */
function endsInsideLine(path: string, descriptor: number): boolean {
  const stat = fstatSync(descriptor);
  if (!stat.isFile() || stat.size === 0) return false;
  try {
    const reader = openSync(path, 'r');
    try {
      const last = Buffer.alloc(1);
      return readSync(reader, last, 0, 1, stat.size - 1) === 1 && last[0] !== newline;
    } finally {
      closeSync(reader);
    }
  } catch {
    return false;
  }
}
