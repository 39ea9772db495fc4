import { createHash, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { sentenceOf, UndertoneError } from '../model/index.ts';
import { tokenCookie } from '../protocol/index.ts';

/** What a request says to be let in. */
export interface Credentials {
  readonly headers: { readonly authorization?: string | undefined; readonly cookie?: string | undefined };
  /** With its query string. */
  readonly url?: string | undefined;
}

/** Why a request may not be answered; undefined when it may. */
export type Authorize = (request: Credentials) => UndertoneError | undefined;

export interface AccessOptions {
  readonly token: readonly string[];
  /** The path of a file with one SHA-256 in hexadecimal a line; empty for none. */
  readonly tokenFile: string;
}

/**
 * Lets in who shows a token, and everyone where there is none. Tokens are kept as their SHA-256 and compared in a time
 * that tells nothing of them.
 * @throws UndertoneError `bad_option` when the file can't be used.
 */
export function createAccess({ token, tokenFile }: AccessOptions): Authorize {
  const hashes = [...token.map(hash), ...(tokenFile === '' ? [] : readHashes(tokenFile))];
  if (hashes.length === 0) return () => undefined;
  return (request) => {
    const shown = tokenOf(request);
    if (shown === undefined)
      return refusal('This server wants a token: send it as `Authorization: Bearer TOKEN` or `?access_token=TOKEN`.');
    const digest = hash(shown);
    const known = hashes.map((each) => timingSafeEqual(each, digest));
    return known.includes(true) ? undefined : refusal('That token is not one that this server knows.');
  };
}

const refusal = (sentence: string) => new UndertoneError('unauthorized', sentence);

const hash = (token: string): Buffer => createHash('sha256').update(token).digest();

/** The cookie is the one that the page was given when it was opened with a token. */
function tokenOf({ headers: { authorization = '', cookie = '' }, url = '' }: Credentials): string | undefined {
  const [, bearer] = /^bearer +(\S+) *$/i.exec(authorization) ?? [];
  const inUrl = new URLSearchParams(url.split('?')[1] ?? '').get('access_token');
  return bearer ?? inUrl ?? cookieOf(cookie);
}

function cookieOf(cookies: string): string | undefined {
  const kept = cookies.split('; ').find((each) => each.startsWith(`${tokenCookie}=`));
  return kept === undefined ? undefined : decoded(kept.slice(tokenCookie.length + 1));
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
  if (lines.length === 0) throw misread(path, 'holds no token, which would let nobody in');
  return lines.map((line) => {
    if (!/^[0-9a-f]{64}$/i.test(line)) throw misread(path, 'must hold one SHA-256 in hexadecimal a line');
    return Buffer.from(line, 'hex');
  });
}

function readLines(path: string): readonly string[] {
  try {
    // What follows the hash on its line, as sha256sum writes it, is a comment.
    return readFileSync(path, 'utf8')
      .split('\n')
      .map((line) => line.trim().split(/\s/)[0] ?? '');
  } catch (error) {
    throw misread(path, `can't be read: ${sentenceOf(error)}`);
  }
}

const misread = (path: string, what: string) => new UndertoneError('bad_option', `--token-file ${path} ${what}.`);
