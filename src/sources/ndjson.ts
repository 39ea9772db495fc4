import type { SourceEvent } from '../graph/index.ts';
import { parsePost } from '../model/index.ts';
import { parseJsonWithIds } from './ids.ts';
import { createLineSplitter, type Line } from '../node/lines.ts';

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

export interface NdjsonReader {
  readonly push: (chunk: Uint8Array) => readonly SourceEvent[];
  readonly end: () => readonly SourceEvent[];
}

/**
 * Reads posts from a stream of bytes, one JSON object a line. A line that is no post is emitted as invalid; blank lines
 * are skipped. A post without an id is named after its line, so that the same bytes give the same ids.
 */
export function createNdjsonReader({
  source,
  idPrefix = source,
  now,
  maxLineBytes = 1_048_576,
}: NdjsonOptions): NdjsonReader {
  const splitter = createLineSplitter(maxLineBytes);
  let number = 0;
  const read = (line: Line): readonly SourceEvent[] => {
    number += 1;
    if ('text' in line && line.text.trim() === '') return [];
    const post =
      'text' in line
        ? parsePost(parseJsonWithIds(line.text), { id: `${idPrefix}-${number}`, source, at: now() })
        : undefined;
    return [post === undefined ? { type: 'invalid', source, count: 1 } : { type: 'post', post }];
  };
  return {
    push: (chunk) => splitter.push(chunk).flatMap(read),
    end: () => splitter.end().flatMap(read),
  };
}
