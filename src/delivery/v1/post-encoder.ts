import type { ResultDelivery, ScoredPost } from '../../graph/index.ts';
import { encodePostBody } from '../../protocol/index.ts';

/** The part of a `post` frame that is the same for everyone who gets the result for the same query. */
export type PostEncoder = (delivery: Pick<ResultDelivery, 'result' | 'match' | 'resume'>) => string;

const bodies = new WeakMap<ScoredPost, Map<string, string>>();

/** Encodes a result once for each of its queries. Posts of sources that are textless go out without their text. */
export function createPostEncoder(isTextless: (source: string) => boolean): PostEncoder {
  return ({ result, match, resume }) => {
    const known = bodies.get(result) ?? new Map<string, string>();
    const body = known.get(resume);
    if (body !== undefined) return body;
    const encoded = encodePostBody({ result, match, resume, text: !isTextless(result.post.source) });
    bodies.set(result, known.set(resume, encoded));
    return encoded;
  };
}
