import type { CountedOutcome, Filled, SourceEvent } from '../graph/index.ts';
import {
  isRecord,
  isString,
  isStringList,
  parsePost,
  postToWire,
  stringField,
  UndertoneError,
  type ErrorCode,
  type JsonObject,
} from '../model/index.ts';
import { queryHash } from './query-hash.ts';

/** An event that the log has in its chunks: states are in their headers. */
export type LoggedEvent = Exclude<SourceEvent, { readonly type: 'state' }>;

const outcomes: readonly CountedOutcome[] = ['invalid', 'duplicate', 'filtered', 'shed'];
const fillings: readonly Filled[] = ['full', 'partial', 'none'];

/** Returns an event as JSON text. */
export function encodeEvent(event: LoggedEvent): string {
  switch (event.type) {
    case 'post':
      return JSON.stringify({ type: 'post', at: event.post.at, post: postToWire(event.post) });
    case 'coverage':
      return encodeCoverage(event);
    case 'counted':
    case 'gap':
    case 'delete':
    case 'account-ended':
    case 'account-restored':
      return JSON.stringify(event);
  }
}

type LoggedCoverage = Extract<LoggedEvent, { readonly type: 'coverage' }>;

/** Names queries by their hashes: those of all gateways may be tens of thousands, and each gateway knows its own. */
function encodeCoverage({ source, active, refused, pendingReason }: LoggedCoverage): string {
  const refusals = Array.from(refused, ([query, error]) => [queryHash(query), encodeError(error)]);
  const reason = pendingReason && encodeError(pendingReason);
  const names = Array.from(active, queryHash);
  return JSON.stringify({ type: 'coverage', source, active: names, refused: refusals, reason });
}

/** Returns an error as it is written into the log. */
export const encodeError = ({ code, message }: UndertoneError): JsonObject => ({ code, message });

/** Returns an error of the log; undefined when the value is none. */
export function decodeError(value: unknown): UndertoneError | undefined {
  if (!isRecord(value)) return undefined;
  const message = stringField(value, 'message');
  const code: ErrorCode = value['code'] === 'source_failed' ? 'source_failed' : knownCode(value['code']);
  return message === undefined ? undefined : new UndertoneError(code, message, { transient: code !== 'source_failed' });
}

const knownCode = (code: unknown): ErrorCode => (code === 'bad_query' ? 'bad_query' : 'source_unsettled');

/**
 * Returns an event of the log, of the source whose chunk it is in; `unreadable` where it should be a post or a count and
 * is none; undefined for another event that this version can't read, since a newer one may have written it.
 */
export function decodeEvent(value: unknown, source: string): LoggedEvent | 'unreadable' | undefined {
  if (!isRecord(value)) return 'unreadable';
  switch (value['type']) {
    case 'post':
      return decodePost(value, source) ?? 'unreadable';
    case 'counted':
      return decodeCounted(value, source) ?? 'unreadable';
    case 'gap':
      return decodeGap(value, source);
    case 'coverage':
      return decodeCoverage(value, source);
    case 'delete':
    case 'account-ended':
    case 'account-restored':
      return decodeRetraction(value['type'], value);
    default:
      return undefined;
  }
}

function decodePost({ at, post }: JsonObject, source: string): LoggedEvent | undefined {
  if (typeof at !== 'number' || !isRecord(post)) return undefined;
  const parsed = parsePost(post, { source, id: '', at });
  return parsed && { type: 'post', post: { ...parsed, at } };
}

type Retraction = Extract<LoggedEvent, { readonly type: 'delete' | 'account-ended' | 'account-restored' }>;

function decodeRetraction(type: Retraction['type'], fields: JsonObject): Retraction | undefined {
  const [source, id, author] = ['source', 'id', 'author'].map((name) => stringField(fields, name));
  if (source === undefined) return undefined;
  if (type === 'delete') return id === undefined ? undefined : { type, source, id };
  return author === undefined ? undefined : { type, source, author };
}

function decodeCounted({ outcome, count }: JsonObject, source: string): LoggedEvent | undefined {
  const known = outcomes.find((each) => each === outcome);
  if (known === undefined || typeof count !== 'number') return undefined;
  return { type: 'counted', source, outcome: known, count };
}

function decodeGap({ from, to, cause, filled }: JsonObject, source: string): LoggedEvent | undefined {
  const known = fillings.find((each) => each === filled);
  if (known === undefined || typeof from !== 'number' || typeof to !== 'number' || !isString(cause)) return undefined;
  return { type: 'gap', source, from, to, cause, filled: known };
}

function decodeCoverage({ active, refused, reason }: JsonObject, source: string): LoggedEvent | undefined {
  if (!isStringList(active)) return undefined;
  const refusals = new Map<string, UndertoneError>();
  for (const entry of Array.isArray(refused) ? refused : []) {
    const pair: readonly unknown[] = Array.isArray(entry) ? entry : [];
    const [query, error] = pair;
    const decoded = decodeError(error);
    if (isString(query) && decoded !== undefined) refusals.set(query, decoded);
  }
  const pendingReason = decodeError(reason);
  return {
    type: 'coverage',
    source,
    active: new Set(active),
    refused: refusals,
    ...(pendingReason && { pendingReason }),
  };
}
