import type { IncomingHttpHeaders } from 'node:http';
import { isString, parseInstant, parseJson } from '../../model/index.ts';
import { UpstreamFailure } from '../supervisor/failure.ts';

export interface RefusedRequest {
  /** The host that answered, for the sentence. */
  readonly host: string;
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Its own message, as it may be shown to a person. */
  readonly message?: string | undefined;
  /** A sentence on what a person can do after a 401 or 403. */
  readonly advice?: string | undefined;
  /** Whether the request had no key that could be wrong, because the upstream is open to everybody. Default false. */
  readonly isPublic?: boolean;
  /** Epoch ms. */
  readonly now: number;
}

/**
 * Returns the failure behind an HTTP status that is no success. A 401 or 403 with the headers of a rate limit is one:
 * GitHub documents 403 or 429 for both of its limits, and others do likewise. Any other is final, because a key
 * is wrong or missing; but where none is needed, a 403 comes from a proxy, and is tried again.
 * @example
 * throw failureOf({ host, status, headers: Object.fromEntries(response.headers), now: scheduler.now() });
 */
export function failureOf(request: RefusedRequest): UpstreamFailure {
  const { host, status, headers, message, advice, isPublic = false, now } = request;
  const detail = message === undefined || message === '' ? '' : `: ${message.replace(/\.+$/, '')}`;
  const resetAt = resetOf(headers, now);
  if (status === 429 || ((status === 401 || status === 403) && isRateLimit(headers, resetAt))) {
    return new UpstreamFailure('rate-limit', `${host} has had too many requests from us (${status})${detail}.`, {
      status,
      resetAt,
    });
  }
  if (status === 401 || status === 403) {
    const sentence = [`${host} refuses us (${status})${detail}.`, advice ?? ''].join(' ').trim();
    return new UpstreamFailure(isPublic && status === 403 ? 'http' : 'fatal', sentence, { status });
  }
  const kind = status >= 500 || status === 408 || status === 425 ? 'http' : 'refused';
  // Some send the state of their limits with every answer; it explains this one only where nothing remains.
  const waitsFor = isRateLimit(headers, resetAt) ? { resetAt } : {};
  return new UpstreamFailure(kind, `${host} answers ${status}${detail}.`, { status, ...waitsFor });
}

const limitNames = ['x-rate-limit', 'x-ratelimit', 'ratelimit'] as const;

/** Returns the first header of a rate limit, whatever it is called: `x-ratelimit-reset`, `x-rate-limit-reset`, … */
function limitHeader(headers: IncomingHttpHeaders, suffix: string): string | undefined {
  const values = limitNames.map((name) => headers[`${name}-${suffix}`]);
  return values.flat().find((each) => each !== undefined);
}

/** Returns whether headers ask for a later request: by `Retry-After`, or because nothing remains until a reset. */
function isRateLimit(headers: IncomingHttpHeaders, resetAt: number | undefined): boolean {
  if (resetAt === undefined) return false;
  return headers['retry-after'] !== undefined || limitHeader(headers, 'remaining')?.trim() === '0';
}

// Smaller numbers are seconds from now, larger ones are an instant: in seconds, or from this one on in ms.
const firstInstant = 100_000_000;
const firstInstantMs = 100_000_000_000;

/**
 * Returns the time at which an upstream can be asked again by its own word, in epoch ms: `Retry-After` in seconds or as
 * a date (RFC 9110); else the reset of a rate limit, which is an instant in seconds (X, GitHub) or ms, an ISO instant
 * (Mastodon), or seconds from now (the IETF's draft).
 */
export function resetOf(headers: IncomingHttpHeaders, now: number): number | undefined {
  const after = headers['retry-after']?.trim();
  if (after !== undefined && /^\d+(?:\.\d+)?$/.test(after)) return now + Number(after) * 1_000;
  // A date begins with the name of its day; `Date.parse` takes other texts for dates too.
  if (after !== undefined) return /^[A-Z][a-z]{2}/.test(after) ? validDate(Date.parse(after)) : undefined;
  const reset = limitHeader(headers, 'reset')?.trim();
  if (reset === undefined) return undefined;
  if (!/^\d+(?:\.\d+)?$/.test(reset)) return parseInstant(reset);
  const number = Number(reset);
  if (number < firstInstant) return now + number * 1_000;
  return number < firstInstantMs ? number * 1_000 : number;
}

const validDate = (ms: number): number | undefined => (Number.isNaN(ms) ? undefined : ms);

/** Returns the media type of an answer in lower case, without parameters; empty where it names none. */
export function mediaTypeOf(headers: IncomingHttpHeaders): string {
  return (headers['content-type'] ?? '').split(';', 1).join('').trim().toLowerCase();
}

/** Returns an upstream's text as it may be shown to a person: one line, at most 300 characters. */
export function printable(text: string): string {
  return text
    .slice(0, 300)
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .trim();
}

/** Returns the `message`, `error_description`, `detail` or `error` of a JSON body; undefined when it has none. */
export function errorMessageIn(body: string): string | undefined {
  const match = /"(?:message|error_description|detail|error)"\s*:\s*("(?:[^"\\]|\\.){1,300}")/.exec(body);
  const message = parseJson(match?.[1] ?? '');
  return isString(message) ? printable(message) : undefined;
}
