import { readFileSync } from 'node:fs';
import { isRecord, isString, parseJson, sentenceOf, UndertoneError } from '../../model/index.ts';
import { validateHeaderName, validateHeaderValue } from '../../node/http.ts';
import type { OriginHeaders } from '../net/http.ts';
import type { Environment } from '../source-name.ts';

const example = '{"https://example.com":{"Authorization":"Bearer …"}}';

// The headers that frame a request: another value would break it.
const framing = new Set(['connection', 'content-length', 'host', 'transfer-encoding', 'upgrade', 'te', 'expect']);

/**
 * Reads the headers for polls and feeds from `POLL_HEADERS`, or from the file that `POLL_HEADERS_FILE` names: JSON with
 * an object of headers for each origin.
 * @example readPollHeaders({ POLL_HEADERS: '{"https://example.com":{"X-Api-Key":"secret"}}' })
 * @throws UndertoneError `bad_option` with a sentence that names the variable, and never a header's value.
 */
export function readPollHeaders(env: Environment): OriginHeaders {
  const inline = env['POLL_HEADERS'] ?? '';
  const path = env['POLL_HEADERS_FILE'] ?? '';
  if (inline !== '' && path !== '') {
    throw new UndertoneError('bad_option', 'POLL_HEADERS and POLL_HEADERS_FILE are both set; use one of them.');
  }
  if (path !== '') return parseHeaders(readText(path), `POLL_HEADERS_FILE ${path}`);
  return inline === '' ? new Map() : parseHeaders(inline, 'POLL_HEADERS');
}

function readText(path: string): string {
  try {
    return new TextDecoder().decode(readFileSync(path));
  } catch (error) {
    throw new UndertoneError('bad_option', `POLL_HEADERS_FILE ${path} can't be read: ${sentenceOf(error)}.`, {
      cause: error,
    });
  }
}

function parseHeaders(text: string, subject: string): OriginHeaders {
  const value = parseJson(text);
  if (!isRecord(value)) throw new UndertoneError('bad_option', `${subject} must hold JSON like ${example}.`);
  const byOrigin = new Map<string, Readonly<Record<string, string>>>();
  for (const [key, headers] of Object.entries(value)) {
    const origin = originOf(key);
    if (origin === undefined) {
      throw new UndertoneError('bad_option', `${subject} must name origins like https://example.com, without a path.`);
    }
    if (!isRecord(headers)) throw new UndertoneError('bad_option', `${subject} must hold an object for ${origin}.`);
    byOrigin.set(origin, { ...byOrigin.get(origin), ...readFields(headers, `${subject}, for ${origin},`) });
  }
  return byOrigin;
}

/** Returns an origin in its one spelling; undefined for anything else, a URL with a path or a password among it. */
function originOf(key: string): string | undefined {
  const url = URL.parse(key);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) return undefined;
  return url.href === `${url.origin}/` && !/[?#]/.test(key) ? url.origin : undefined;
}

function readFields(headers: Readonly<Record<string, unknown>>, subject: string): Readonly<Record<string, string>> {
  const fields: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (!isString(value)) throw new UndertoneError('bad_option', `${subject} must hold text for \`${name}\`.`);
    if (!isHeader(name, value)) {
      throw new UndertoneError('bad_option', `${subject} holds no usable header \`${name}\`.`);
    }
    fields[name] = value.trim();
  }
  return fields;
}

function isHeader(name: string, value: string): boolean {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value.trim());
    return !framing.has(name.toLowerCase());
  } catch {
    return false;
  }
}
