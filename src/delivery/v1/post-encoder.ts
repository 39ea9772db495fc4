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
 * The encoded results that are kept for the next client, and as many older ones. They must not live as long as their posts:
 * a post waits for hours in buffers, and may be a result of thousands of queries.
 */
const maxEncoded = 2_000;

/**
 * Encodes `post` frames. A result is encoded once for each of its queries; clients that use the same id and have
 * received as many posts get the very same bytes. Text is left out where the source forbids sharing it.
 */
export class PostEncoder {
  readonly #isTextless: (source: string) => boolean;
  /** By result, one entry for each of its matches: those of late, and those before them. */
  #recent = new Map<ScoredPost, EncodedPost[]>();
  #older: ReadonlyMap<ScoredPost, EncodedPost[]> = new Map();
  #count = 0;

  constructor(isTextless: (source: string) => boolean) {
    this.#isTextless = isTextless;
  }

  encode(
    { result, match, resume }: Pick<ResultDelivery, 'result' | 'match' | 'resume'>,
    { jsonId, seq }: PostHead,
  ): Frame {
    const posts = this.#postsOf(result);
    const encoded = posts[match];
    if (encoded?.seq === seq && encoded.jsonId === jsonId) return encoded.frame;
    const text = !this.#isTextless(result.post.source);
    const body = encoded?.body ?? Buffer.from(encodePostBody({ result, match, resume, text }));
    const frame = encodeTextFrame(encodePostHead(jsonId, seq), body);
    if (encoded === undefined) this.#count += 1;
    posts[match] = { body, jsonId, seq, frame };
    return frame;
  }

  #postsOf(result: ScoredPost): EncodedPost[] {
    const recent = this.#recent.get(result);
    if (recent !== undefined) return recent;
    if (this.#count >= maxEncoded) {
      this.#older = this.#recent;
      this.#recent = new Map();
      this.#count = 0;
    }
    const posts = this.#older.get(result) ?? [];
    this.#count += Object.keys(posts).length;
    this.#recent.set(result, posts);
    return posts;
  }
}
