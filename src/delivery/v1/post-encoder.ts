import type { ResultDelivery, ScoredPost } from '../../graph/index.ts';
import { encodePostBody, encodePostHead } from '../../protocol/index.ts';

/** The part of a `post` frame that is the same for everyone who gets the result for the same query. */
interface Shared {
  readonly body: Buffer;
  /** The frame that was last made of it, and what stands before the body in it. */
  head: string;
  frame: Buffer;
}

const known = new WeakMap<ScoredPost, Shared[]>();

export interface PostPlace {
  /** What the client calls the query, as JSON. */
  readonly jsonId: string;
  readonly seq: number;
}

/**
 * A `post` frame. A result is encoded once for each of its queries, and clients that call it alike get the very same
 * bytes. Posts of `textless` sources go out without their text.
 */
export function encodePost(
  { result, match, resume }: Pick<ResultDelivery, 'result' | 'match' | 'resume'>,
  { jsonId, seq }: PostPlace,
  textless: ReadonlySet<string>,
): Buffer {
  const parts = known.get(result) ?? [];
  if (parts.length === 0) known.set(result, parts);
  const shared = (parts[match] ??= {
    body: Buffer.from(encodePostBody({ result, match, resume, text: !textless.has(result.post.source) })),
    head: '',
    frame: Buffer.alloc(0),
  });
  const head = encodePostHead(jsonId, seq);
  if (shared.head !== head) {
    shared.head = head;
    shared.frame = Buffer.concat([Buffer.from(head), shared.body]);
  }
  return shared.frame;
}
