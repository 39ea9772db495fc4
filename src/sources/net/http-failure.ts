import type { IncomingHttpHeaders } from 'node:http';
import { parseInstant } from '../../model/index.ts';
import { UpstreamFailure } from '../supervisor/failure.ts';

export interface Refusal {
  /** Who answered, for the sentence. */
  readonly host: string;
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** What it said, as it may be shown to a person. */
  readonly said?: string | undefined;
  /** What a person can do when it will have none of us (401, 403). */
  readonly advice?: string | undefined;
  /** Epoch ms. */
  readonly now: number;
}

/** The failure behind an HTTP status that is no success. */
export function failureOf({ host, status, headers, said, advice, now }: Refusal): UpstreamFailure {
  const detail = said === undefined || said === '' ? '' : `: ${said.replace(/\.+$/, '')}`;
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
 * When an upstream says that it can be asked again, in epoch ms: `Retry-After` in seconds or as a date (RFC 9110),
 * `x-rate-limit-reset` in epoch seconds (X), `x-ratelimit-reset` as an ISO instant (Mastodon).
 */
export function resetOf(headers: IncomingHttpHeaders, now: number): number | undefined {
  const after = headers['retry-after']?.trim();
  if (after !== undefined && /^\d+$/.test(after)) return now + Number(after) * 1_000;
  // A date begins with the name of its day; what else `Date.parse` reads as one is none.
  if (after !== undefined) return /^[A-Z][a-z]{2}/.test(after) ? validDate(Date.parse(after)) : undefined;
  const reset = [headers['x-rate-limit-reset'], headers['x-ratelimit-reset']].flat().find((each) => each !== undefined);
  if (reset === undefined) return undefined;
  return /^\d+$/.test(reset) ? Number(reset) * 1_000 : parseInstant(reset);
}

const validDate = (ms: number): number | undefined => (Number.isNaN(ms) ? undefined : ms);

/** An upstream's words as they may be shown to a person: one line, at most 300 characters. */
export function sayable(words: string): string {
  return words
    .slice(0, 300)
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .trim();
}

/** The words of an error body: its `message`, `error_description` or `error` if it is JSON, else nothing. */
export function wordsOf(body: string): string | undefined {
  const match = /"(?:message|error_description|detail|error)"\s*:\s*("(?:[^"\\]|\\.){1,300}")/.exec(body);
  try {
    const words: unknown = match?.[1] === undefined ? undefined : JSON.parse(match[1]);
    return typeof words === 'string' ? sayable(words) : undefined;
  } catch {
    return undefined;
  }
}
