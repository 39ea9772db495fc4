import type { SourceEvent } from '../graph/index.ts';
import { isRetraction, parsePost, parseRetraction, type PostDefaults } from '../model/index.ts';
import { parseJsonWithIds } from './ids.ts';
import { createLineSplitter, type Line } from '../node/lines.ts';
import { maxMessageBytes } from './turns.ts';

export interface NdjsonOptions {
  /** The source of the posts that name none. */
  readonly source: string;
  /** The beginning of the ids of posts that have none. Default: the source. */
  readonly idPrefix?: string | undefined;
  /** The arrival of the posts that have no `createdAt`, in epoch ms. */
  readonly now: () => number;
  /** The longest line, in bytes; a longer one is invalid. */
  readonly maxLineBytes?: number;
}

/** The event of a line: a post, a retraction, or an invalid line. */
export type LineEvent = Extract<SourceEvent, { readonly type: 'post' | 'delete' | 'account-ended' | 'counted' }>;

export interface NdjsonReader {
  /** Returns the events of the lines that a chunk completes. A line is parsed when its event is asked for. */
  readonly push: (chunk: Uint8Array) => Iterable<LineEvent>;
  /** Returns the event of a last line without a line break. */
  readonly end: () => Iterable<LineEvent>;
}

/**
 * Reads posts and retractions from a stream of bytes, one JSON object a line. Any other line is emitted as invalid; blank lines
 * are skipped. A post without an id is named after its line, so that the same bytes give the same ids.
 * @example
 * const reader = createNdjsonReader({ source: name, now: () => scheduler.now() });
 * chunks$.pipe(mergeMap((chunk) => reader.push(chunk)));
 */
export function createNdjsonReader({
  source,
  idPrefix = source,
  now,
  maxLineBytes = maxMessageBytes,
}: NdjsonOptions): NdjsonReader {
  const splitter = createLineSplitter(maxLineBytes);
  let number = 0;
  const read = (line: Line): readonly LineEvent[] => {
    number += 1;
    if ('text' in line && line.text.trim() === '') return [];
    const value = 'text' in line ? parseJsonWithIds(line.text) : undefined;
    return [readEvent(value, { id: `${idPrefix}-${number}`, source, at: now() })];
  };
  return {
    push: (chunk) => splitter.push(chunk).values().flatMap(read),
    end: () => splitter.end().values().flatMap(read),
  };
}

/** Returns the event of a value on the wire: a retraction, a post, or neither. */
export function readEvent(value: unknown, defaults: PostDefaults): LineEvent {
  const invalid = { type: 'counted', source: defaults.source, outcome: 'invalid', count: 1 } as const;
  if (isRetraction(value)) return parseRetraction(value, defaults.source) ?? invalid;
  const post = parsePost(value, defaults);
  return post === undefined ? invalid : { type: 'post', post };
}
