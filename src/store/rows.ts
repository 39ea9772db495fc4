import type { ScoredPost, StoredResult } from '../graph/index.ts';
import { isRecord, parseJson, parsePost, polarityIndexOf, postToWire, type StoredPost } from '../model/index.ts';
import { parseQuery } from '../query/index.ts';
import type { KeptRow, Row } from './backend.ts';

/** Whether of the posts of a source only ids may be kept. */
export type IdsOnly = (source: string) => boolean;

/** What is written of a result; undefined for one that names no match of its post. */
export function rowOf({ result, match, at, late }: StoredResult, idsOnly: IdsOnly): Row | undefined {
  const { post, score, hashtags } = result;
  const query = result.matches[match]?.query.canonical;
  if (query === undefined) return undefined;
  const { compound, pos, neu, neg } = score;
  const topic = result.topics[match]?.compound ?? 0;
  const body = idsOnly(post.source) ? null : JSON.stringify({ ...postToWire(post), id: undefined, source: undefined });
  const figures = { compound, pos, neu, neg, topic };
  const countedAt = late ? undefined : at;
  return { query, source: post.source, id: post.id, at: post.at, countedAt, ...figures, body, hashtags };
}

/** What a row says of its post. */
export function storedPostOf({ source, id, at, compound, pos, neu, neg, topic, body, hashtags }: KeptRow): StoredPost {
  const value = body === null ? undefined : parseJson(body);
  const post = isRecord(value) ? parsePost({ ...value, createdAt: undefined }, { id, source, at }) : undefined;
  const createdAt = isRecord(value) && typeof value['createdAt'] === 'string' ? { createdAt: value['createdAt'] } : {};
  return {
    post: post === undefined ? { id, source, at } : { ...post, ...createdAt },
    score: { compound, pos, neu, neg },
    topic: { compound: topic, polarityIndex: polarityIndexOf(topic) },
    hashtags,
  };
}

/** Stored posts of a query as they once came out of scoring. A text that may not be kept is empty. */
export function scoredPostOf(canonical: string): (row: KeptRow) => ScoredPost {
  const matches = [{ query: parseQuery(canonical), spans: [] }];
  return (row) => {
    const { post, score, topic, hashtags } = storedPostOf(row);
    return { post: { ...post, text: post.text ?? '' }, matches, hashtags, score, topics: [topic] };
  };
}
