import type { ScoredPost, StoredResult } from '../graph/index.ts';
import {
  isRecord,
  parseJson,
  parsePost,
  polarityIndexOf,
  postToWire,
  stringField,
  type StoredPost,
} from '../model/index.ts';
import { parseQuery } from '../query/index.ts';
import type { KeptRow, Row } from './backend.ts';

/** Returns whether only the ids of a source's posts may be kept. */
export type IdsOnly = (source: string) => boolean;

/** Returns the row of a result; undefined when the result names no match of its post. */
export function rowOf({ result, match, at, late }: StoredResult, idsOnly: IdsOnly): Row | undefined {
  const { post, score, scored, hashtags } = result;
  const query = result.matches[match]?.query.canonical;
  if (query === undefined) return undefined;
  const { compound, pos = noShare, neu = noShare, neg = noShare } = score;
  const topic = result.topics[match]?.compound ?? 0;
  const body = idsOnly(post.source) ? null : JSON.stringify({ ...postToWire(post), id: undefined, source: undefined });
  return {
    query,
    source: post.source,
    id: post.id,
    // A post that claims a time in the future would be the newest for as long as it is kept.
    at,
    countedAt: late ? undefined : at,
    compound,
    pos,
    neu,
    neg,
    scored: scored === false ? 0 : 1,
    topic,
    body,
    hashtags,
    text: body === null ? undefined : post.text,
    author: body === null ? undefined : post.author,
  };
}

/** Stands in a row for a share that the scorer did not give. */
const noShare = -1;

const shareOf = (stored: number): number | undefined => (stored === noShare ? undefined : stored);

/** Returns the post of a row. */
export function storedPostOf({ source, id, at, topic, body, hashtags, ...row }: KeptRow): StoredPost {
  const value = body === null ? undefined : parseJson(body);
  const post = isRecord(value) ? parsePost({ ...value, createdAt: undefined }, { id, source, at }) : undefined;
  const createdAt = isRecord(value) ? stringField(value, 'createdAt') : undefined;
  return {
    post: post === undefined ? { id, source, at } : { ...post, ...(createdAt !== undefined && { createdAt }) },
    score: { compound: row.compound, pos: shareOf(row.pos), neu: shareOf(row.neu), neg: shareOf(row.neg) },
    ...(row.scored === 0 && { scored: false }),
    topic: { compound: topic, polarityIndex: polarityIndexOf(topic) },
    hashtags,
  };
}

/** Creates the function that turns rows of a query back into scored posts. A text that may not be kept is empty. */
export function scoredPostOf(canonical: string): (row: KeptRow) => ScoredPost {
  const matches = [{ query: parseQuery(canonical), spans: [] }];
  return (row) => {
    const { post, topic, ...scored } = storedPostOf(row);
    return { post: { ...post, text: post.text ?? '' }, matches, ...scored, topics: [topic] };
  };
}
