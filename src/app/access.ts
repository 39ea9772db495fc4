import { createHash, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { sentenceOf, UndertoneError } from '../model/index.ts';
import { tokenCookie } from '../protocol/index.ts';

/** The credentials of a request. */
export interface Credentials {
  readonly headers: { readonly authorization?: string | undefined; readonly cookie?: string | undefined };
  /** The path with its query string. */
  readonly url?: string | undefined;
}

/** Returns the reason why a request is refused; undefined when it is authorized. */
export type Authorize = (request: Credentials) => UndertoneError | undefined;

export interface AccessOptions {
  readonly token: readonly string[];
  /** The path of a file with one SHA-256 in hexadecimal per line; empty for none. */
  readonly tokenFile: string;
}

/**
 * Creates the check of tokens, which authorizes every request if no token is configured. Tokens are kept as their
 * SHA-256 and compared in constant time.
 * @throws UndertoneError `bad_option` when the file can't be used.
 */
export function createAccess({ token, tokenFile }: AccessOptions): Authorize {
  if (token.some((each) => each.trim() === '')) throw new UndertoneError('bad_option', 'A --token is empty.');
  const hashes = [...token.map(hash), ...(tokenFile === '' ? [] : readHashes(tokenFile))];
  if (hashes.length === 0) return () => undefined;
  return (request) => {
    const token = tokenOf(request);
    if (token === undefined)
      return unauthorized(
        'This server requires a token: send it as `Authorization: Bearer TOKEN` or `?access_token=TOKEN`.',
      );
    const digest = hash(token);
    const known = hashes.map((each) => timingSafeEqual(each, digest));
    return known.includes(true) ? undefined : unauthorized('The token is not valid on this server.');
  };
}

const unauthorized = (sentence: string) => new UndertoneError('unauthorized', sentence);

const hash = (token: string): Buffer => createHash('sha256').update(token).digest();

/** Returns the token of a request. Opening the page with a token sets the cookie. */
function tokenOf({ headers: { authorization = '', cookie = '' }, url = '' }: Credentials): string | undefined {
  const [, bearer] = /^bearer +(\S+) *$/i.exec(authorization) ?? [];
  const inUrl = new URLSearchParams(url.split('?')[1] ?? '').get('access_token');
  return bearer ?? inUrl ?? cookieOf(cookie);
}

function cookieOf(cookies: string): string | undefined {
  const cookie = cookies.split('; ').find((each) => each.startsWith(`${tokenCookie}=`));
  return cookie === undefined ? undefined : decoded(cookie.slice(tokenCookie.length + 1));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function readHashes(path: string): readonly Buffer[] {
  const lines = readLines(path).filter((line) => line !== '' && !line.startsWith('#'));
  if (lines.length === 0) throw invalidFile(path, 'contains no token, so nobody would have access');
  return lines.map((line) => {
    if (!/^[0-9a-f]{64}$/i.test(line)) throw invalidFile(path, 'must contain one SHA-256 in hexadecimal per line');
    const hashed = Buffer.from(line, 'hex');
    if (emptyHashes.some((each) => each.equals(hashed))) throw invalidFile(path, 'contains the hash of an empty token');
    return hashed;
  });
}

/** The hashes that `sha256sum` gives for a variable that is not set, with and without the line break of `echo`. */
const emptyHashes = ['', '\n'].map(hash);

function readLines(path: string): readonly string[] {
  try {
    // sha256sum writes a file name behind the hash, which is ignored.
    return readFileSync(path, 'utf8')
      .split('\n')
      .map((line) => line.trim().split(/\s/)[0] ?? '');
  } catch (error) {
    throw invalidFile(path, `can't be read: ${sentenceOf(error)}`);
  }
}

const invalidFile = (path: string, predicate: string) =>
  new UndertoneError('bad_option', `--token-file ${path} ${predicate}.`);
