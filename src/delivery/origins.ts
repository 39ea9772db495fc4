import { UndertoneError } from '../model/index.ts';

export interface OriginCheck {
  /** The `Origin` header; undefined for clients that are no browser. */
  readonly origin: string | undefined;
  /** The `Host` header. */
  readonly host: string | undefined;
  /** Hosts that may connect beside our own and localhost: `example.com`, or `*.example.com` for all below it. */
  readonly allowed: readonly string[];
}

const local = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Whether a page of this origin may connect. Clients that are no browser send none and are not its concern. */
export function isOriginAllowed({ origin, host, allowed }: OriginCheck): boolean {
  if (origin === undefined) return true;
  const url = URL.parse(origin);
  if (url === null || url.host === '') return false;
  return url.host === host?.toLowerCase() || local.has(url.hostname) || allowed.some((pattern) => fits(url, pattern));
}

function fits({ host, hostname }: { readonly host: string; readonly hostname: string }, pattern: string): boolean {
  const wanted = pattern.toLowerCase();
  if (wanted.startsWith('*.')) return hostname.endsWith(wanted.slice(1)) && hostname.length > wanted.length - 1;
  return wanted === host || wanted === hostname;
}

export function originRefused(origin = ''): UndertoneError {
  return new UndertoneError('forbidden', `The origin ${origin} may not connect: allow it with --allow-origin.`);
}
