import { readFileSync } from 'node:fs';
import { sentenceOf, UndertoneError } from '../model/index.ts';

export interface TlsOptions {
  /** The paths of PEM files; empty for none. */
  readonly cert: string;
  readonly key: string;
}

/**
 * What TLS needs, or undefined where it is not wanted.
 * @throws UndertoneError `bad_option` when one of the files is missing or can't be read.
 */
export function readTls({ cert, key }: TlsOptions) {
  if (cert === '' && key === '') return undefined;
  if (cert === '') throw new UndertoneError('bad_option', '--key needs --cert beside it.');
  if (key === '') throw new UndertoneError('bad_option', '--cert needs --key beside it.');
  return { cert: read('--cert', cert), key: read('--key', key) };
}

function read(flag: string, path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new UndertoneError('bad_option', `${flag} ${path} can't be read: ${sentenceOf(error)}.`, { cause: error });
  }
}
