import { isRecord, parseInstant } from '../../model/index.ts';
import { sayable } from '../net/http-failure.ts';
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

/** What a frame says. */
export type Frame =
  | { readonly type: 'event'; readonly position: Position; readonly post?: PostCommit }
  /** The cursor is older than what is kept: the stream begins at the oldest event there is. */
  | { readonly type: 'outdated' }
  /** The last words of the server. */
  | { readonly type: 'error'; readonly code: string; readonly message: string }
  /** Something that later versions may say. */
  | { readonly type: 'unknown' };

/** A frame of text; undefined when it can't be read. */
export function parseFrame(text: string, wire: Wire): Frame | undefined {
  let frame: unknown;
  try {
    frame = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(frame)) return undefined;
  return wire === 'v1' ? parseV1(frame) : parseV2(frame);
}

type Fields = Readonly<Record<string, unknown>>;

function parseV1(frame: Fields): Frame | undefined {
  const { did, time_us: timeUs, commit, kind } = frame;
  if (typeof kind !== 'string') return { type: 'unknown' };
  if (!isPosition(timeUs)) return undefined;
  return eventOf({ timeUs }, did, kind === 'commit' ? commit : undefined);
}

function parseV2(frame: Fields): Frame | undefined {
  const { $type: type, payload } = frame;
  if (type === 'error') {
    return { type: 'error', code: wordOf(frame['error'], 'Error'), message: wordOf(frame['message'], '') };
  }
  if (type !== 'message') return { type: 'unknown' };
  if (!isRecord(payload)) return undefined;
  const { $type: kind, name, seq, did, time } = payload;
  const said = typeof kind === 'string' ? kind.slice(kind.indexOf('#') + 1) : '';
  if (said === 'info') return { type: name === 'OutdatedCursor' ? 'outdated' : 'unknown' };
  if (!isPosition(seq)) return { type: 'unknown' };
  const at = typeof time === 'string' ? parseInstant(time) : undefined;
  if (at === undefined) return undefined;
  return eventOf({ seq, timeUs: at * 1_000 }, did, said === 'commit' ? payload : undefined);
}

/** An event, with the post that it creates if it creates one. */
function eventOf(position: Position, did: unknown, commit: unknown): Frame | undefined {
  if (!isRecord(commit)) return { type: 'event', position };
  const { operation, collection, rkey, record } = commit;
  if (operation !== 'create' || collection !== postCollection) return { type: 'event', position };
  if (typeof did !== 'string' || typeof rkey !== 'string') return undefined;
  return { type: 'event', position, post: { did, rkey, at: Math.floor(position.timeUs / 1_000), record } };
}

// Beyond this a date can't be written.
const maxPosition = 8.64e18;
const isPosition = (value: unknown): value is number => typeof value === 'number' && value >= 0 && value <= maxPosition;
const wordOf = (value: unknown, or: string): string => (typeof value === 'string' ? sayable(value) : or);
