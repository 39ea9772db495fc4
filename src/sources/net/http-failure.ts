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
  /** Epoch ms. */
  readonly now: number;
}

/** Returns the failure behind an HTTP status that is no success. */
export function failureOf({ host, status, headers, message, advice, now }: RefusedRequest): UpstreamFailure {
  const detail = message === undefined || message === '' ? '' : `: ${message.replace(/\.+$/, '')}`;
  if (status === 401 || status === 403) {
    return new UpstreamFailure('fatal', [`${host} refuses us (${status})${detail}.`, advice ?? ''].join(' ').trim(), {
      status,
    });
  }
  const resetAt = resetOf(headers, now);
  if (status === 429) {
    return new UpstreamFailure('rate-limit', `${host} has had too many requests from us (429)${detail}.`, {
      status,
      resetAt,
    });
  }
  const kind = status >= 500 || status === 408 || status === 425 ? 'http' : 'refused';
  return new UpstreamFailure(kind, `${host} answers ${status}${detail}.`, { status, resetAt });
}

/**
 * Returns the time at which an upstream can be asked again by its own word, in epoch ms: `Retry-After` in seconds or as a date (RFC 9110),
 * `x-rate-limit-reset` in epoch seconds (X), `x-ratelimit-reset` as an ISO instant (Mastodon).
 */
export function resetOf(headers: IncomingHttpHeaders, now: number): number | undefined {
  const after = headers['retry-after']?.trim();
  if (after !== undefined && /^\d+$/.test(after)) return now + Number(after) * 1_000;
  // A date begins with the name of its day; `Date.parse` takes other texts for dates too.
  if (after !== undefined) return /^[A-Z][a-z]{2}/.test(after) ? validDate(Date.parse(after)) : undefined;
  const reset = [headers['x-rate-limit-reset'], headers['x-ratelimit-reset']].flat().find((each) => each !== undefined);
  if (reset === undefined) return undefined;
  return /^\d+$/.test(reset) ? Number(reset) * 1_000 : parseInstant(reset);
}

const validDate = (ms: number): number | undefined => (Number.isNaN(ms) ? undefined : ms);

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
