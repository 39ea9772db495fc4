import { isString, parseJson } from '../../model/index.ts';
import { UpstreamFailure, type FailureKind } from '../supervisor/failure.ts';

/** A message of a relay (NIP-01), or one that later versions may send. */
export type RelayMessage =
  | { readonly type: 'event'; readonly subscription: string; readonly event: unknown }
  /** All stored events of a subscription have been sent. */
  | { readonly type: 'eose'; readonly subscription: string }
  | { readonly type: 'closed'; readonly subscription: string; readonly reason: string }
  | { readonly type: 'notice'; readonly text: string }
  | { readonly type: 'unknown' };

/** Returns the message of a text; undefined when it is none. */
export function readMessage(text: string): RelayMessage | undefined {
  const value = parseJson(text);
  const parts: readonly unknown[] = Array.isArray(value) ? value : [];
  const [type, first, second] = parts;
  if (!isString(type)) return undefined;
  if (type === 'NOTICE') return { type: 'notice', text: isString(first) ? first : '' };
  if (!['EVENT', 'EOSE', 'CLOSED'].includes(type)) return { type: 'unknown' };
  if (!isString(first)) return undefined;
  if (type === 'EOSE') return { type: 'eose', subscription: first };
  if (type === 'EVENT') return { type: 'event', subscription: first, event: second };
  return { type: 'closed', subscription: first, reason: isString(second) ? second : '' };
}

/** The part of what a relay has that is asked for. */
export interface Filter {
  readonly kinds: readonly number[];
  /** Epoch seconds, both included. */
  readonly since: number;
  readonly until?: number;
  /** The most stored events. */
  readonly limit: number;
}

export const requestOf = (subscription: string, filter: Filter): string =>
  JSON.stringify(['REQ', subscription, filter]);
export const closeOf = (subscription: string): string => JSON.stringify(['CLOSE', subscription]);

interface Refusal {
  readonly kind: FailureKind;
  readonly meaning: string;
}

/** The meanings of the first word of a relay's reason for `CLOSED` (NIP-01, NIP-42). */
const refusals: Readonly<Record<string, Refusal>> = {
  'auth-required': { kind: 'fatal', meaning: 'sends its notes only to users who log in, which Undertone does not' },
  restricted: { kind: 'fatal', meaning: 'sends its notes only to some users' },
  blocked: { kind: 'refused', meaning: 'has blocked us' },
  unsupported: { kind: 'fatal', meaning: 'does not know the request' },
  invalid: { kind: 'fatal', meaning: 'does not accept the request' },
  'rate-limited': { kind: 'rate-limit', meaning: 'has had too many requests from us' },
};

/** Returns the failure that the end of the subscription means. */
export function failureOfClosed(host: string, reason: string): UpstreamFailure {
  const [prefix = ''] = reason.split(':', 1);
  const known = Object.hasOwn(refusals, prefix) ? refusals[prefix] : undefined;
  const { kind, meaning } = known ?? { kind: 'http', meaning: 'has ended the subscription' };
  return new UpstreamFailure(kind, `${host} ${meaning}${reason === '' ? '' : ` (${reason.replace(/\.+$/, '')})`}.`);
}
