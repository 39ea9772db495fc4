import type { ResultDelivery, ScoredPost } from '../../graph/index.ts';
import { encodePostBody, encodePostHead } from '../../protocol/index.ts';
import { frameOf, type Frame } from '../frame.ts';

/** The part of a `post` frame that is the same for everyone who gets the result for the same query. */
interface Shared {
  readonly body: Uint8Array;
  /** The frame that was last made of it, and for which place. */
  readonly jsonId: string;
  readonly seq: number;
  readonly frame: Frame;
}

const known = new WeakMap<ScoredPost, Shared[]>();

export interface PostPlace {
  /** What the client calls the query, as JSON. */
  readonly jsonId: string;
  readonly seq: number;
}

/**
 * A `post` frame. A result is encoded once for each of its queries, and clients that call it alike get the very same
 * bytes. Posts of sources that are textless go out without their text.
 */
export function encodePost(
  { result, match, resume }: Pick<ResultDelivery, 'result' | 'match' | 'resume'>,
  { jsonId, seq }: PostPlace,
  isTextless: (source: string) => boolean,
): Frame {
  const parts = known.get(result) ?? [];
  if (parts.length === 0) known.set(result, parts);
  const shared = parts[match];
  if (shared?.seq === seq && shared.jsonId === jsonId) return shared.frame;
  const body =
    shared?.body ?? Buffer.from(encodePostBody({ result, match, resume, text: !isTextless(result.post.source) }));
  const frame = frameOf(encodePostHead(jsonId, seq), body);
  parts[match] = { body, jsonId, seq, frame };
  return frame;
}
