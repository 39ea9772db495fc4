import { UndertoneError } from '../model/errors.ts';
import { isRecord } from '../model/json.ts';

const schemes: Readonly<Record<string, string>> = { 'ws:': 'ws:', 'wss:': 'wss:', 'http:': 'ws:', 'https:': 'wss:' };

/**
 * The address to open a WebSocket at: `ws:` or `wss:`, the path `/track` where there is none, and the token.
 * @throws UndertoneError `bad_option` when it is no such URL.
 */
export function addressOf(url: string | URL, token: string | undefined): string {
  const address = parse(url);
  const scheme = schemes[address.protocol];
  if (scheme === undefined) throw refuse(url);
  address.protocol = scheme;
  address.hash = '';
  if (address.pathname === '/') address.pathname = '/track';
  if (token !== undefined) address.searchParams.set('access_token', token);
  return address.href;
}

function parse(url: string | URL): URL {
  const page: unknown = Reflect.get(globalThis, 'location');
  const base = isRecord(page) && typeof page['href'] === 'string' ? page['href'] : undefined;
  try {
    return new URL(url, base);
  } catch (error) {
    throw refuse(url, error);
  }
}

function refuse(url: string | URL, cause?: unknown): UndertoneError {
  const sentence = `${String(url)} is no address of a server: use one like wss://HOST/track.`;
  return new UndertoneError('bad_option', sentence, { cause });
}
