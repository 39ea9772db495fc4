import type { IncomingMessage } from 'node:http';

/**
 * Returns the path of a request target (RFC 9112, 3.2), which is a path with a query, or a whole URL when the client
 * treats the server as a proxy.
 *
 * @example
 * pathOf('/track?access_token=a') // '/track'
 * pathOf('http://localhost:8000/track') // '/track'
 */
export function pathOf(target: string): string {
  const path = target.replace(/^https?:\/\/[^/?#]*/i, '').replace(/[?#].*$/s, '');
  return path === '' ? '/' : path;
}

/**
 * Returns the names that a request has for the server: that of `Host`, and that of its target where this is a whole URL.
 * HTTP/1.0 needs none.
 */
export function namesOf({ headers: { host = '' }, url = '' }: IncomingMessage): readonly string[] {
  const [, authority = ''] = /^https?:\/\/([^/?#]*)/i.exec(url) ?? [];
  return [host, authority].filter((name) => name !== '');
}

/**
 * Returns whether a request asks for a WebSocket. A server ignores all other protocols that a client offers in `Upgrade`,
 * such as h2c, and any `Upgrade` in HTTP/1.0 (RFC 9110, 7.8).
 */
export function asksForWebSocket({ headers: { upgrade = '' }, httpVersion }: IncomingMessage): boolean {
  return httpVersion !== '1.0' && upgrade.split(',').some((protocol) => protocol.trim().toLowerCase() === 'websocket');
}

/**
 * Writes the header `Host` as `URL` writes hosts, for which @hono/node-server refuses other spellings: IPv6 addresses in
 * their shortest form, without a zone. A header that is not a host stays as it is, and is refused.
 */
export function normalizeHost({ headers }: IncomingMessage): void {
  const { host } = headers;
  if (host === undefined || /[/?#@\\\s]/.test(host)) return;
  headers.host = URL.parse(`http://${host.replace(/%[^\]]*\]/, ']')}`)?.host ?? host;
}
