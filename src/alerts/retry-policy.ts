import type { DeliveryState } from '../model/index.ts';

/** The result of an attempt: an HTTP status, or an error when no answer came. */
export type Outcome =
  | { readonly status: number; readonly retryAfterMs?: number | undefined }
  | { readonly error: string; readonly isFinal?: boolean };

export interface AttemptFacts {
  /** The number of this attempt, from 1 on. */
  readonly attempt: number;
  /** Epoch ms. */
  readonly firedAt: number;
  readonly now: number;
  /** A number from 0 to 1. */
  readonly random: number;
}

export interface Verdict {
  readonly state: DeliveryState;
  /** The time of the next attempt in epoch ms, while the delivery is pending. */
  readonly nextAt: number;
}

/** Retries end this long after an alert has fired. */
export const giveUpMs = 24 * 3_600_000;
const firstPauseMs = 5_000;
const maxPauseMs = 3_600_000;
/** A pause is longer or shorter by up to this share, so that receivers are not asked by all at once. */
const jitter = 0.2;

/**
 * Decides what follows an attempt: 2xx is delivered; 410 says that nobody will listen again; all else is tried again, after
 * 5 s, 10 s, 20 s and so on up to an hour, with jitter, but not before `Retry-After`, for 24 hours.
 *
 * @example
 * judge({ status: 503 }, { attempt: 1, firedAt: 0, now: 1_000, random: 0.5 }) // { state: 'pending', nextAt: 6_000 }
 */
export function judge(outcome: Outcome, { attempt, firedAt, now, random }: AttemptFacts): Verdict {
  const status = 'status' in outcome ? outcome.status : undefined;
  if (status !== undefined && status >= 200 && status < 300) return { state: 'delivered', nextAt: now };
  if (status === 410 || ('error' in outcome && outcome.isFinal === true)) return { state: 'failed', nextAt: now };
  const pauseMs = Math.min(maxPauseMs, firstPauseMs * 2 ** (attempt - 1)) * (1 + jitter * (2 * random - 1));
  const askedMs = 'status' in outcome ? (outcome.retryAfterMs ?? 0) : 0;
  const nextAt = Math.round(now + Math.max(pauseMs, askedMs));
  return nextAt > firedAt + giveUpMs ? { state: 'failed', nextAt: now } : { state: 'pending', nextAt };
}

/**
 * Returns the time that `Retry-After` asks for, in ms: it holds seconds or a date (RFC 9110, section 10.2.3). Undefined when
 * it holds neither.
 */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  if (header === undefined || header.trim() === '') return undefined;
  if (/^\s*\d+(?:\.\d+)?\s*$/.test(header)) return Math.ceil(Number(header) * 1_000);
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}
