import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { sentenceOf, UndertoneError } from '../model/index.ts';

export interface TlsOptions {
  /** The path of a PEM file; empty for none. */
  readonly cert: string;
  readonly key: string;
}

/**
 * Reads the certificate and the key of TLS; returns undefined if neither is configured.
 * @throws UndertoneError `bad_option` when one of the files is missing or can't be read, or the key is not that of the certificate.
 */
export function readTls({ cert, key }: TlsOptions) {
  if (cert === '' && key === '') return undefined;
  if (cert === '') throw new UndertoneError('bad_option', '--key needs --cert beside it.');
  if (key === '') throw new UndertoneError('bad_option', '--cert needs --key beside it.');
  const tls = { cert: read('--cert', cert), key: read('--key', key) };
  checkPair(tls);
  return tls;
}

function checkPair({ cert, key }: { readonly cert: Uint8Array; readonly key: Uint8Array }): void {
  try {
    createSecureContext({ cert: Buffer.from(cert), key: Buffer.from(key) });
  } catch (error) {
    throw new UndertoneError('bad_option', `--cert and --key can't be used: ${sentenceOf(error)}.`, { cause: error });
  }
}

function read(flag: string, path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new UndertoneError('bad_option', `${flag} ${path} can't be read: ${sentenceOf(error)}.`, { cause: error });
  }
}
