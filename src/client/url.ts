import { UndertoneError } from '../model/errors.ts';
import { isRecord } from '../model/json.ts';
import { withoutSecrets } from '../model/secrets.ts';

const schemes: Readonly<Record<string, string>> = { 'ws:': 'ws:', 'wss:': 'wss:', 'http:': 'ws:', 'https:': 'wss:' };

/**
 * Returns the address of the server's WebSocket: with the scheme `ws:` or `wss:`, with the path `/track` where the URL
 * has none, and with the token.
 *
 * @throws UndertoneError `bad_option` when the URL is unusable.
 */
export function addressOf(url: string | URL, token: string | undefined): string {
  const address = parse(url);
  const scheme = schemes[address.protocol];
  if (scheme === undefined) throw unusable(url);
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
    throw unusable(url, error);
  }
}

function unusable(url: string | URL, cause?: unknown): UndertoneError {
  const sentence = `${withoutSecrets(String(url))} is not the address of a server: use one like wss://HOST/track.`;
  return new UndertoneError('bad_option', sentence, { cause });
}
