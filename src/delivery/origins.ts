import { UndertoneError } from '../model/index.ts';

/*
 * The check of the pages that may connect. A browser sends a page's origin (RFC 6454) in the header `Origin`:
 * `https://app.example:8443` without its default port, or `null` for a page without one, such as a file. Other clients
 * send none.
 */

/** A value of `--allow-origin`. */
export type AllowedOrigin =
  /** One origin, with its scheme and port. `null` and `file://` are origins without a host. */
  | { readonly kind: 'origin'; readonly origin: string }
  /** A host name under any scheme, and under any port unless one is given; with `isWildcard`, all hosts below it. */
  | { readonly kind: 'host'; readonly host: string; readonly port: string; readonly isWildcard: boolean };

const opaqueOrigins: ReadonlySet<string> = new Set(['null', 'file://']);
const defaultPorts: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' };

/**
 * Parses a value of `--allow-origin`, or of another option of that form: a host (`app.example`, `app.example:8443`), all
 * hosts below a domain (`*.example.com`), a whole origin (`https://app.example:8443`), or `null`.
 *
 * @throws UndertoneError `bad_option` for every other value, because it could never match the origin of a page.
 *
 * @example
 * parseAllowedOrigin('*.example.com') // { kind: 'host', host: 'example.com', port: '', isWildcard: true }
 * parseAllowedOrigin('https://app.example/chat') // throws: … An origin has no path: use https://app.example.
 */
export function parseAllowedOrigin(value: string, option = '--allow-origin'): AllowedOrigin {
  const text = value.trim().toLowerCase();
  const given = `${option} ${JSON.stringify(value)}`;
  if (opaqueOrigins.has(text)) return { kind: 'origin', origin: text };
  if (text === '*') throw unusable(given, 'Name the hosts whose pages may connect, like app.example or *.example.com.');
  if (/[\s,;@]/.test(text)) throw unusable(given, usage);
  return text.includes('://') ? parseOrigin(given, text) : parseHost(given, text);
}

function parseOrigin(given: string, text: string): AllowedOrigin {
  const url = URL.parse(text);
  if (text.includes('*')) throw unusable(given, `A domain is written without a scheme, like ${afterScheme(text)}.`);
  if (url === null || url.host === '') throw unusable(given, usage);
  const scheme = httpSchemes[url.protocol] ?? url.protocol;
  const origin = `${scheme}//${url.host}`;
  if (scheme !== url.protocol) throw unusable(given, `The origin of a page has the scheme of the page: use ${origin}.`);
  if (hasMore(text)) throw unusable(given, `An origin has no path: use ${origin}.`);
  return { kind: 'origin', origin };
}

/** Pages are loaded over HTTP, also those that open a WebSocket. */
const httpSchemes: Readonly<Record<string, string>> = { 'ws:': 'http:', 'wss:': 'https:' };

function parseHost(given: string, text: string): AllowedOrigin {
  const isWildcard = text.startsWith('*.');
  const name = isWildcard ? text.slice(2) : text;
  // An address has no hosts below it, which the label before it shows: `x.10.0.0.1` is not a valid host.
  const url = URL.parse(`ws://${isWildcard ? 'x.' : ''}${name}`);
  const [, port = ''] = /:(\d+)$/.exec(name) ?? [];
  const host = (isWildcard ? url?.hostname.slice(2) : url?.hostname) ?? '';
  if (host === '' || name.includes('*') || host.includes('..')) throw unusable(given, usage);
  if (host.startsWith('.')) throw unusable(given, `All hosts below a domain are written *${host}.`);
  const plain = `${isWildcard ? '*.' : ''}${host}${port === '' ? '' : `:${port}`}`;
  if (hasMore(`ws://${name}`)) throw unusable(given, `A host has no path: use ${plain}.`);
  if (port === '' && name.endsWith(':')) throw unusable(given, `The port is missing: use ${plain} for any port.`);
  return { kind: 'host', host, port: port === '' ? '' : String(Number(port)), isWildcard };
}

const afterScheme = (text: string): string => /:\/\/([^/?#]*)/.exec(text)?.[1] ?? text;

/** Whether a URL goes on after its host. */
const hasMore = (text: string): boolean => /:\/\/[^/?#\\]*[/?#\\]/.test(text);

const usage = 'Use a host (app.example), a domain (*.example.com), an origin (https://app.example:8443), or null.';

const unusable = (given: string, advice: string) =>
  new UndertoneError('bad_option', `${given} can never match. ${advice}`);

export interface OriginCheckOptions {
  /** Values of `--allow-origin`. */
  readonly allowed: readonly string[];
  /** The address that the server listens on. On a loopback address, pages of other servers on it may connect. */
  readonly listenHost: string;
  /** Whether the server speaks TLS itself. Its own pages then have the scheme `https`, and else that or `http` (a proxy). */
  readonly isSecure?: boolean;
}

/** The headers of a request that decide. `origin` is absent for clients other than browsers. */
export interface OriginHeaders {
  readonly origin?: string | undefined;
  readonly host?: string | undefined;
}

/** Returns why pages of an origin may not connect, or undefined when they may. */
export type OriginCheck = (headers: OriginHeaders) => UndertoneError | undefined;

/**
 * Creates the check of the header `Origin`. The server's own origin may always connect. Origins are compared whole: what
 * no browser sends, such as one with a user name or a path, is none.
 *
 * @throws UndertoneError `bad_option` when a value can never match.
 *
 * @example
 * const check = createOriginCheck({ allowed: ['*.example.com'], listenHost: '127.0.0.1' });
 * check({ origin: 'https://evil.example' })?.message
 * // 'The origin https://evil.example may not connect. To allow it, start the server with --allow-origin https://evil.example.'
 */
export function createOriginCheck({ allowed, listenHost, isSecure = false }: OriginCheckOptions): OriginCheck {
  const patterns = allowed.map((value) => parseAllowedOrigin(value));
  const allowsLoopback = isLoopbackHost(listenHost);
  const ownSchemes = isSecure ? ['https:'] : ['http:', 'https:'];
  return ({ origin, host }) => {
    if (origin === undefined) return undefined;
    const url = urlOfOrigin(origin);
    if (url !== null && url.protocol in defaultPorts) {
      const isOwn = host !== undefined && url.host === hostIn(url.protocol, host);
      if (isOwn && ownSchemes.includes(url.protocol)) return undefined;
      if (allowsLoopback && isLoopback(url.hostname)) return undefined;
    }
    return patterns.some((pattern) => matches(pattern, origin, url)) ? undefined : refusalOf(origin);
  };
}

/** Returns the URL of an origin; null for what has no host, or more than a scheme, a host and a port. */
function urlOfOrigin(origin: string): URL | null {
  const url = /^[a-z][a-z\d+.-]*:\/\/[^/?#\\@\s]+$/i.test(origin) ? URL.parse(origin) : null;
  return url?.host === '' ? null : url;
}

/** Returns a host as `URL` writes it, without the default port of the scheme. */
const hostIn = (scheme: string, host: string): string | undefined =>
  /[/?#@\\\s]/.test(host) ? undefined : URL.parse(`${scheme}//${host}`)?.host;

function matches(pattern: AllowedOrigin, origin: string, url: URL | null): boolean {
  if (pattern.kind === 'origin') return pattern.origin === (serialize(url) ?? origin.toLowerCase());
  if (url === null) return false;
  const hostname = url.hostname.toLowerCase();
  if (pattern.port !== '' && pattern.port !== portOf(url)) return false;
  return pattern.isWildcard ? hostname.endsWith(`.${pattern.host}`) : hostname === pattern.host;
}

/** Returns an origin in the form in which it is compared; undefined for one without a host. */
const serialize = (url: URL | null): string | undefined =>
  url === null ? undefined : `${url.protocol}//${url.host.toLowerCase()}`;

const portOf = ({ port, protocol }: URL): string => (port === '' ? (defaultPorts[protocol] ?? '') : port);

function refusalOf(origin: string): UndertoneError {
  const value = serialize(urlOfOrigin(origin)) ?? origin;
  const advice = isWholeOrigin(value) ? ` To allow it, start the server with --allow-origin ${value}.` : '';
  return new UndertoneError('forbidden', `The origin ${origin} may not connect.${advice}`);
}

function isWholeOrigin(value: string): boolean {
  try {
    return parseAllowedOrigin(value).kind === 'origin';
  } catch {
    return false;
  }
}

/** Returns the URL of an address or a name to listen on, in which an IPv6 address may lack its brackets. */
export const urlOfHost = (host: string): URL | null =>
  URL.parse(`http://${host.includes(':') && !host.startsWith('[') ? `[${host}]` : host}`);

/** Returns whether an address or a name to listen on is one of this machine alone. */
export const isLoopbackHost = (host: string): boolean => isLoopback(urlOfHost(host)?.hostname ?? host);

/** Returns whether a host name, as `URL` writes it, is one of this machine alone. */
export const isLoopback = (hostname: string): boolean =>
  /^(?:(?:.+\.)?localhost|127\.\d+\.\d+\.\d+|\[::1\]|\[::ffff:7f[\da-f]{2}:[\da-f]{1,4}\])$/.test(hostname);
