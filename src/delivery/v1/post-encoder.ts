import type { ResultDelivery, ScoredPost } from '../../graph/index.ts';
import { encodePostBody, encodePostHead } from '../../protocol/index.ts';
import { encodeTextFrame, type Frame } from '../frame.ts';

/** The encoded parts of a result for one of its queries. */
interface EncodedPost {
  /** The part of the `post` frame that is the same for every client. */
  readonly body: Uint8Array;
  /** The last frame made from it, with the id and the number that the frame has. */
  readonly frame: Frame;
  readonly jsonId: string;
  readonly seq: number;
}

/** The part of a `post` frame that differs from client to client. */
export interface PostHead {
  /** The client's id of the query, as JSON. */
  readonly jsonId: string;
  readonly seq: number;
}

/**
 * Encodes `post` frames. A result is encoded once for each of its queries; clients that use the same id and have
 * received as many posts get the very same bytes. Text is left out where the source forbids sharing it.
 */
export class PostEncoder {
  readonly #isTextless: (source: string) => boolean;
  /** By result, one entry for each of its matches. */
  readonly #encoded = new WeakMap<ScoredPost, EncodedPost[]>();

  constructor(isTextless: (source: string) => boolean) {
    this.#isTextless = isTextless;
  }

  encode(
    { result, match, resume }: Pick<ResultDelivery, 'result' | 'match' | 'resume'>,
    { jsonId, seq }: PostHead,
  ): Frame {
    const posts = this.#encoded.get(result) ?? [];
    if (posts.length === 0) this.#encoded.set(result, posts);
    const encoded = posts[match];
    if (encoded?.seq === seq && encoded.jsonId === jsonId) return encoded.frame;
    const text = !this.#isTextless(result.post.source);
    const body = encoded?.body ?? Buffer.from(encodePostBody({ result, match, resume, text }));
    const frame = encodeTextFrame(encodePostHead(jsonId, seq), body);
    posts[match] = { body, jsonId, seq, frame };
    return frame;
  }
}
