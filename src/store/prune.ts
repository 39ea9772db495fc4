import { sql, type RawBuilder } from 'kysely';
import type { PruneRequest } from './backend.ts';
import { lock } from './migrations.ts';
import type { Database } from './schema.ts';

/** The most that one call of `prune` does: posts deleted, and queries that are visited. */
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
  const ids = queries.map(({ id }) => id);
  for (const id of ids) await pruneQuery(database, id, request);
  if (ids.length > 0) await forgetQueries(database, ids, request.maxQueries);
  if (request.afterQuery === 0) {
    await database.deleteFrom('undertone_gaps').where('to_at', '<', oldestOf(request.bucketsBefore)).execute();
  }
  return ids.length < maxPrunedQueries ? undefined : ids.at(-1);
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

/** The end of a row's coverage: an interval that a run has left open ends with the run. */
const coverageEnd = sql`coalesce(to_at, (select until_at from undertone_runs where run = undertone_coverage.run))`;

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
  await database
    .deleteFrom('undertone_coverage')
    .where('query_id', '=', id)
    .where(sql<boolean>`${coverageEnd} < ${before}`)
    .execute();
}

const oldestOf = (bounds: PruneRequest['bucketsBefore']): number => Math.min(...bounds.map(({ at }) => at));

/** A query with posts in fewer hours than this is the first to go when too many are stored. */
const briefHours = 24;
const hourMs = 3_600_000;

const hasNoPosts = sql<boolean>`not exists (select 1 from undertone_posts where query_id = id)`;
const hasNoBuckets = sql<boolean>`not exists (select 1 from undertone_buckets where query_id = id)`;
const isUncovered = sql<boolean>`not exists (select 1 from undertone_coverage where query_id = id)`;
const isNotTracked = sql<boolean>`not exists (select 1 from undertone_coverage where query_id = id and to_at is null)`;
const wasTrackedBriefly = sql<boolean>`(select count(*) from (select 1 from undertone_buckets
  where query_id = id and step = ${hourMs} limit ${briefHours}) as hours) < ${briefHours}`;

/**
 * Deletes, of the given queries, those of which nothing is stored. While more than `maxQueries` are stored, also deletes
 * those whose posts have expired and that nobody tracks now, if they had posts in few hours only, the oldest first: a flood
 * of queries must not fill the disk, nor take their history from those that were tracked for long.
 */
async function forgetQueries(database: Database, ids: readonly number[], maxQueries: number): Promise<void> {
  await database.transaction().execute(async (transaction) => {
    // No writer adds to a query while it is being deleted.
    await lock(transaction, 0);
    const select = (...conditions: readonly RawBuilder<boolean>[]) => {
      const all = transaction.selectFrom('undertone_queries').select('id').where('id', 'in', ids).orderBy('id');
      return conditions.reduce((query, condition) => query.where(condition), all);
    };
    const unused = await select(hasNoPosts, hasNoBuckets, isUncovered).execute();
    await deleteQueries(transaction, unused);
    const { stored } = await transaction
      .selectFrom('undertone_queries')
      .select((expression) => expression.fn.countAll<number>().as('stored'))
      .executeTakeFirstOrThrow();
    if (stored <= maxQueries) return;
    const brief = await select(hasNoPosts, isNotTracked, wasTrackedBriefly)
      .limit(stored - maxQueries)
      .execute();
    await deleteQueries(transaction, brief);
  });
}

async function deleteQueries(database: Database, queries: readonly { readonly id: number }[]): Promise<void> {
  if (queries.length === 0) return;
  const ids = queries.map(({ id }) => id);
  for (const table of ['undertone_buckets', 'undertone_words', 'undertone_coverage'] as const) {
    await database.deleteFrom(table).where('query_id', 'in', ids).execute();
  }
  await database.deleteFrom('undertone_queries').where('id', 'in', ids).execute();
}
