import { sql } from 'kysely';
import type { KeptRow, PostsRequest, PruneRequest } from './backend.ts';
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
  const rows = await database
    .selectFrom('undertone_posts')
    .selectAll()
    .where('query_id', '=', id)
    .where('at', '>=', from)
    .where('at', '<', to)
    .where('stored_at', '>=', storedSince)
    .$if(upTo !== undefined, (query) => query.where('seq', '<=', upTo ?? 0))
    .$if(after !== undefined, (query) =>
      query.where(sql<boolean>`(at, seq) ${beyond} (${after?.at ?? 0}, ${after?.seq ?? 0})`),
    )
    .orderBy('at', direction)
    .orderBy('seq', direction)
    .limit(limit)
    .execute();
  return rows.map(({ seq, source, post_id, at, compound, pos, neu, neg, topic, body, hashtags }) => {
    const figures = { at, compound, pos, neu, neg, topic };
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

/** The most that one call of `prune` does: posts deleted, and queries whose buckets are visited. */
const maxPrunedPosts = 5_000;
const maxPrunedQueries = 100;

/** Deletes a bounded part of what is too old. Returns where to continue; undefined when nothing is left. */
export async function prune(database: Database, request: PruneRequest): Promise<number | undefined> {
  await database
    .updateTable('undertone_posts')
    .set({ body: null, hashtags: null })
    .where('stored_at', '<', request.textsBefore)
    .where('stored_at', '>=', request.postsBefore)
    .where('body', 'is not', null)
    .execute();
  if (await prunePosts(database, request.postsBefore)) return request.afterQuery;
  const queries = await database
    .selectFrom('undertone_queries')
    .select('id')
    .where('id', '>', request.afterQuery)
    .orderBy('id')
    .limit(maxPrunedQueries)
    .execute();
  for (const { id } of queries) await pruneQuery(database, id, request);
  if (request.afterQuery === 0) {
    await database.deleteFrom('undertone_gaps').where('to_at', '<', oldestOf(request.bucketsBefore)).execute();
  }
  return queries.length < maxPrunedQueries ? undefined : queries.at(-1)?.id;
}

async function pruneQuery(database: Database, id: number, { bucketsBefore, postsBefore }: PruneRequest): Promise<void> {
  for (const { step, at } of bucketsBefore) {
    for (const table of ['undertone_buckets', 'undertone_words'] as const) {
      const old = database.deleteFrom(table).where('query_id', '=', id).where('step', '=', step);
      await old.where('at', '<', at).where('written_at', '<', at).execute();
    }
  }
  // Anybody may track anything: spans of a query that never had a post are not kept for years.
  const bucket = await database
    .selectFrom('undertone_buckets')
    .select('at')
    .where('query_id', '=', id)
    .executeTakeFirst();
  const before = bucket === undefined ? postsBefore : oldestOf(bucketsBefore);
  await database.deleteFrom('undertone_coverage').where('query_id', '=', id).where('to_at', '<', before).execute();
}

const oldestOf = (bounds: PruneRequest['bucketsBefore']): number => Math.min(...bounds.map(({ at }) => at));

/** Deletes old posts, and returns whether more are left. */
async function prunePosts(database: Database, before: number): Promise<boolean> {
  const old = database.selectFrom('undertone_posts').select('stored_at').where('stored_at', '<', before);
  const bound = await old.orderBy('stored_at').offset(maxPrunedPosts).limit(1).executeTakeFirst();
  await database
    .deleteFrom('undertone_posts')
    .where('stored_at', '<', before)
    .$if(bound !== undefined, (posts) => posts.where('stored_at', '<=', bound?.stored_at ?? before))
    .execute();
  return bound !== undefined;
}
