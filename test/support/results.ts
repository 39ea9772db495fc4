import type { StoredResult } from '../../src/graph/index.ts';
import { polarityIndexOf, type HashtagCounts, type Post } from '../../src/model/index.ts';
import { parseQuery } from '../../src/query/index.ts';

/** What a test says of a result; the rest is made up. */
export interface ResultSpec extends Partial<Post> {
  readonly id: string;
  readonly query?: string;
  readonly compound?: number;
  readonly topic?: number;
  readonly tags?: HashtagCounts;
  readonly late?: boolean;
  /** Whether the scorer gave no score. */
  readonly unscored?: boolean;
  /** The owner that pays for it, if any. */
  readonly owner?: string;
}

/** A result for the store. */
export function resultOf({
  query = 'pizza',
  compound = 0,
  topic = 0,
  tags = {},
  late = false,
  unscored = false,
  owner,
  ...post
}: ResultSpec): StoredResult {
  const full = { source: 'test', text: `post ${post.id}`, at: 0, ...post };
  return {
    type: 'result',
    result: {
      post: full,
      matches: [{ query: parseQuery(query), spans: [] }],
      hashtags: tags,
      score: unscored ? { compound } : { compound, pos: 0.125, neu: 0.5, neg: 0.375 },
      ...(unscored && { scored: false }),
      topics: [{ compound: topic, polarityIndex: polarityIndexOf(topic) }],
    },
    match: 0,
    at: full.at,
    late,
    ...(owner !== undefined && { claim: { name: query, payers: () => [{ id: `${owner}-1`, owner }] } }),
  };
}
