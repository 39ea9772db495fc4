import { isRecord, isString, parseInstant, parseJson, type JsonObject } from '../../model/index.ts';
import { printable } from '../net/http-failure.ts';
import type { SocketEvent } from '../net/web-socket.ts';
import { postCollection, type PostCommit } from './post.ts';

/** The two wires of Jetstream: v1 (`/subscribe`), v2 (`network.bsky.jetstream.subscribeEvents`). */
export type Wire = 'v1' | 'v2';

/** Where in the stream an event stands. */
export interface Position {
  /** The instance's own number of the event; only on v2. */
  readonly seq?: number;
  /** Unix microseconds. */
  readonly timeUs: number;
}

/** The meaning of an event: a post, new or rewritten; a deletion; an account that has ended or is back. */
export type Change =
  | { readonly type: 'create' | 'update'; readonly post: PostCommit }
  | { readonly type: 'delete'; readonly did: string; readonly rkey: string }
  | { readonly type: 'account-ended' | 'account-restored'; readonly did: string };

/** A frame, read. */
export type Frame =
  | { readonly type: 'event'; readonly position: Position; readonly change?: Change }
  /** The cursor is older than what is kept: the stream begins at the oldest event there is. */
  | { readonly type: 'outdated' }
  /** The last message of the server. */
  | { readonly type: 'error'; readonly code: string; readonly message: string }
  /** Something that later versions may send, or a ping. */
  | { readonly type: 'unknown' }
  | { readonly type: 'invalid' };

/** Decodes what comes over the socket once it is open. Keeps no state and never throws. */
export function decode(event: Exclude<SocketEvent, { readonly type: 'open' }>, wire: Wire): Frame {
  if (event.type === 'ping') return { type: 'unknown' };
  return (event.type === 'text' ? parseFrame(event.text, wire) : undefined) ?? { type: 'invalid' };
}

/** Returns the frame of a text; undefined when it can't be read. */
export function parseFrame(text: string, wire: Wire): Frame | undefined {
  const frame = parseJson(text);
  if (!isRecord(frame)) return undefined;
  return wire === 'v1' ? parseV1(frame) : parseV2(frame);
}

function parseV1(frame: JsonObject): Frame | undefined {
  const { did, time_us: timeUs, commit, kind } = frame;
  if (!isString(kind)) return { type: 'unknown' };
  if (!isPosition(timeUs)) return undefined;
  const position = { timeUs };
  if (kind === 'account') return { type: 'event', position, ...accountChangeOf(frame['account'], did) };
  return eventOf(position, did, kind === 'commit' ? commit : undefined);
}

function parseV2(frame: JsonObject): Frame | undefined {
  const { $type: type, payload } = frame;
  if (type === 'error') {
    return { type: 'error', code: textOf(frame['error'], 'Error'), message: textOf(frame['message'], '') };
  }
  if (type !== 'message') return { type: 'unknown' };
  if (!isRecord(payload)) return undefined;
  const { $type: kind, name, seq, did, time } = payload;
  const variant = isString(kind) ? kind.slice(kind.indexOf('#') + 1) : '';
  if (variant === 'info') return { type: name === 'OutdatedCursor' ? 'outdated' : 'unknown' };
  if (!isPosition(seq)) return { type: 'unknown' };
  const at = isString(time) ? parseInstant(time) : undefined;
  if (at === undefined) return undefined;
  const position = { seq, timeUs: at * 1_000 };
  if (variant === 'account') return { type: 'event', position, ...accountChangeOf(payload, did) };
  return eventOf(position, did, variant === 'commit' ? payload : undefined);
}

/** The states of an account that end it (`com.atproto.sync.subscribeRepos#account`); a deactivated one may come back. */
const ended: readonly unknown[] = ['deleted', 'takendown', 'suspended'];

/** Returns what an account event changes, if it changes anything. */
function accountChangeOf(account: unknown, did: unknown): { readonly change?: Change } {
  if (!isRecord(account) || !isString(did)) return {};
  if (account['active'] === true) return { change: { type: 'account-restored', did } };
  return ended.includes(account['status']) ? { change: { type: 'account-ended', did } } : {};
}

/** Returns an event, with what it does to a post if it does anything. */
function eventOf(position: Position, did: unknown, commit: unknown): Frame | undefined {
  if (!isRecord(commit)) return { type: 'event', position };
  const { operation, collection, rkey, record } = commit;
  const isKnown = operation === 'create' || operation === 'update' || operation === 'delete';
  if (!isKnown || collection !== postCollection) return { type: 'event', position };
  if (!isString(did) || !isString(rkey)) return undefined;
  if (operation === 'delete') return { type: 'event', position, change: { type: 'delete', did, rkey } };
  const post = { did, rkey, at: Math.floor(position.timeUs / 1_000), record };
  return { type: 'event', position, change: { type: operation, post } };
}

// Beyond this a date can't be written.
const maxPosition = 8.64e18;
const isPosition = (value: unknown): value is number => typeof value === 'number' && value >= 0 && value <= maxPosition;
const textOf = (value: unknown, otherwise: string): string => (isString(value) ? printable(value) : otherwise);
