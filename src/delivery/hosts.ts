import { UndertoneError } from '../model/index.ts';
import { isLoopback, parseAllowedOrigin, urlOfHost } from './origins.ts';

/*
 * The check of the names under which a server is reached. A page of a foreign name can point that name at a loopback or
 * private address once it is loaded (DNS rebinding); its requests are then of the same origin for the browser, and only
 * the header `Host` shows the name. Pages can't forge an address or `localhost` there, so these always pass.
 */

/** A value of `--allow-host`: a host name; with `isWildcard`, all hosts below it. */
export interface AllowedHost {
  readonly host: string;
  readonly isWildcard: boolean;
}

/**
 * Parses a value of `--allow-host`: a name (`senti.example`) or all names below a domain (`*.example.com`).
 *
 * @throws UndertoneError `bad_option` for every other value, because it could never match.
 *
 * @example
 * parseAllowedHost('*.example.com') // { host: 'example.com', isWildcard: true }
 * parseAllowedHost('senti.example:8000') // throws: … Ports are ignored: use senti.example.
 */
export function parseAllowedHost(value: string): AllowedHost {
  const text = value.trim().toLowerCase();
  if (text.includes('://') || /[\s,;@/?#\\]/.test(text)) throw unusable(value, usage);
  const isWildcard = text.startsWith('*.');
  const name = isWildcard ? text.slice(2) : text;
  // An address has no hosts below it, which the label before it shows: `x.10.0.0.1` is not a valid host.
  const url = URL.parse(`http://${isWildcard ? 'x.' : ''}${name}`);
  const host = withoutDot((isWildcard ? url?.hostname.slice(2) : url?.hostname) ?? '');
  if (!isHostname(host)) throw unusable(value, usage);
  if (/:\d*$/.test(name.replace(/^\[.*\]/, ''))) {
    throw unusable(value, `Ports are ignored: use ${isWildcard ? '*.' : ''}${host}.`);
  }
  return { host, isWildcard };
}

const usage = 'Use the name of a host (senti.example) or of all hosts below a domain (*.example.com).';

const unusable = (value: string, advice: string) =>
  new UndertoneError('bad_option', `--allow-host ${JSON.stringify(value)} can never match. ${advice}`);

export interface HostCheckOptions {
  /** Values of `--allow-host`. */
  readonly allowed: readonly string[];
  /** Values of `--allow-origin`, whose hosts may be used as well. */
  readonly allowedOrigins: readonly string[];
  /** The address or name that the server listens on. */
  readonly listenHost: string;
}

/**
 * Returns why a server does not answer under the name in a header `Host`, or undefined when it does: `bad_request` for
 * what is no host, `misdirected` for a name that is not allowed.
 */
export type HostCheck = (host: string) => UndertoneError | undefined;

/**
 * Creates the check of the header `Host`. Addresses, `localhost` and the names below it (RFC 6761), and the name that the
 * server listens on always pass. Ports are ignored.
 *
 * @throws UndertoneError `bad_option` when a value can never match.
 *
 * @example
 * const check = createHostCheck({ allowed: ['senti.example'], allowedOrigins: [], listenHost: '127.0.0.1' });
 * check('senti.example:8000') // undefined
 * check('evil.example')?.message
 * // 'This server is not known as evil.example. To allow it, start the server with --allow-host evil.example.'
 */
export function createHostCheck({ allowed, allowedOrigins, listenHost }: HostCheckOptions): HostCheck {
  const patterns: readonly AllowedHost[] = [
    ...allowed.map(parseAllowedHost),
    ...allowedOrigins.flatMap((value) => hostsOf(parseAllowedOrigin(value))),
    { host: withoutDot(urlOfHost(listenHost)?.hostname ?? listenHost), isWildcard: false },
  ];
  return (value) => {
    const hostname = hostnameOf(value);
    if (hostname === undefined) return new UndertoneError('bad_request', 'The header `Host` is not a host.');
    if (isAddress(hostname) || isLoopback(hostname)) return undefined;
    return patterns.some((pattern) => matches(pattern, hostname)) ? undefined : refusalOf(hostname);
  };
}

/** Returns the hosts of the pages that an allowed origin names; none for an origin without a host. */
function hostsOf(allowed: ReturnType<typeof parseAllowedOrigin>): readonly AllowedHost[] {
  if (allowed.kind === 'host') return [{ host: allowed.host, isWildcard: allowed.isWildcard }];
  const host = URL.parse(allowed.origin)?.hostname ?? '';
  return host === '' ? [] : [{ host, isWildcard: false }];
}

function matches({ host, isWildcard }: AllowedHost, hostname: string): boolean {
  return isWildcard ? hostname.endsWith(`.${host}`) : hostname === host;
}

/** Returns the host name of a header, as `URL` writes it; undefined for what is more or less than a host with a port. */
function hostnameOf(value: string): string | undefined {
  if (/[/?#@\\\s]/.test(value)) return undefined;
  const hostname = withoutDot(URL.parse(`http://${value}`)?.hostname ?? '');
  return isHostname(hostname) ? hostname : undefined;
}

/** Returns whether a host name, as `URL` writes it, is an address or a name with the characters that names have. */
const isHostname = (hostname: string): boolean => /^(?:\[[^\]]+\]|[a-z\d_-]+(?:\.[a-z\d_-]+)*)$/.test(hostname);

/** A name with a point at its end is the same name, which is not searched for in local domains. */
const withoutDot = (hostname: string): string => hostname.replace(/\.$/, '');

/** Whether a host name, as `URL` writes it, is an address. */
const isAddress = (hostname: string): boolean => hostname.startsWith('[') || /^\d+\.\d+\.\d+\.\d+$/.test(hostname);

const refusalOf = (hostname: string) =>
  new UndertoneError(
    'misdirected',
    `This server is not known as ${hostname}. To allow it, start the server with --allow-host ${hostname}.`,
  );
