import { sql } from 'kysely';
import type { Bucket, BucketsRequest } from '../model/index.ts';
import type { KeptRow, PostsRequest, PruneRequest } from './backend.ts';
import type { Database } from './schema.ts';
import { escapeKey, unescapeKey } from './key-escaping.ts';
import { baseStepOf, RollUp } from './buckets.ts';
import { readCounts } from './counts-json.ts';

/** Reads a page of posts. */
export async function readPosts(database: Database, request: PostsRequest): Promise<readonly KeptRow[]> {
  const id = await queryId(database, request.query);
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

/** Rows of buckets that are read at a time, so that writers can run between the pages of a long range. */
const bucketPage = 20_000;

/** Reads the buckets of a query, made from the longest stored ones that fit. */
export async function readBuckets(
  database: Database,
  { query, from, to, step }: BucketsRequest,
): Promise<readonly Bucket[]> {
  const id = await queryId(database, query);
  if (id === undefined) return [];
  const base = baseStepOf(step);
  const rollUp = new RollUp(step, base);
  // A bucket that begins before `from` is left out as a whole.
  let at = Math.ceil(from / step) * step;
  const end = Math.ceil(to / step) * step;
  for (;;) {
    const page = await database
      .selectFrom('undertone_buckets')
      .select(['at', 'posts', 'positive', 'negative', 'compound', 'squares', 'topic', 'hashtags'])
      .where('query_id', '=', id)
      .where('step', '=', base)
      .where('at', '>=', at)
      .where('at', '<', end)
      .orderBy('at')
      .limit(bucketPage)
      .execute();
    for (const row of page) rollUp.add(row);
    const last = page.at(-1);
    if (last === undefined || page.length < bucketPage) return rollUp.buckets();
    at = last.at + base;
  }
}

async function queryId(database: Database, query: string): Promise<number | undefined> {
  const found = await database
    .selectFrom('undertone_queries')
    .select('id')
    .where('canonical', '=', escapeKey(query))
    .executeTakeFirst();
  return found?.id;
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
  for (const { id } of queries) {
    for (const { step, at } of request.bucketsBefore) {
      const old = database.deleteFrom('undertone_buckets').where('query_id', '=', id).where('step', '=', step);
      await old.where('at', '<', at).where('written_at', '<', at).execute();
    }
  }
  return queries.length < maxPrunedQueries ? undefined : queries.at(-1)?.id;
}

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
