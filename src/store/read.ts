import { sql } from 'kysely';
import type { KeptRow, PostsRequest } from './backend.ts';
import type { Database } from './schema.ts';
import { unescapeKey } from './key-escaping.ts';
import { queryIdOf } from './queries.ts';
import { readCounts } from './counts-json.ts';

/** Reads a page of posts. */
export async function readPosts(database: Database, request: PostsRequest): Promise<readonly KeptRow[]> {
  const id = await queryIdOf(database, request.query);
  if (id === undefined) return [];
  const { from, to, order, after, upTo, storedSince, limit } = request;
  const direction = order === 'oldest' ? 'asc' : 'desc';
  const beyond = sql.raw(order === 'oldest' ? '>' : '<');
  // SQLite searches by one lower and one upper bound; given two, it may read all pages before this one again.
  const isAfter = after !== undefined;
  const rows = await database
    .selectFrom('undertone_posts')
    .selectAll()
    .where('query_id', '=', id)
    .$if(!isAfter || order === 'newest', (query) => query.where('at', '>=', from))
    .$if(!isAfter || order === 'oldest', (query) => query.where('at', '<', to))
    .where('stored_at', '>=', storedSince)
    .$if(upTo !== undefined, (query) => query.where('seq', '<=', upTo ?? 0))
    .$if(isAfter, (query) => query.where(sql<boolean>`(at, seq) ${beyond} (${after?.at ?? 0}, ${after?.seq ?? 0})`))
    .orderBy('at', direction)
    .orderBy('seq', direction)
    .limit(limit)
    .execute();
  return rows.map(({ seq, source, post_id, at, compound, pos, neu, neg, scored, topic, body, hashtags }) => {
    const figures = { at, compound, pos, neu, neg, scored, topic };
    return {
      seq,
      source: unescapeKey(source),
      id: unescapeKey(post_id),
      ...figures,
      body,
      hashtags: readCounts(hashtags),
    };
  });
}
