import { sql } from 'kysely';
import type { Row } from './backend.ts';
import { lock } from './migrations.ts';
import type { Database } from './schema.ts';
import { escapeKey } from './key-escaping.ts';
import { BucketDeltas } from './buckets.ts';

/**
 * Writes rows in one transaction, and counts the new ones in their buckets. Writing a batch again, because the outcome of
 * the first attempt is unknown, changes nothing.
 */
export async function writeRows(database: Database, rows: readonly Row[], now: number) {
  return database.transaction().execute(async (transaction) => {
    const names = [...new Set(rows.map(({ query }) => escapeKey(query)))];
    const last = await lock(transaction, rows.length + names.length);
    const ids = await queryIds(transaction, names, last - rows.length - names.length);
    const idOf = (row: Row): number => ids.get(escapeKey(row.query)) ?? throwUnknownQuery();
    const first = last - rows.length + 1;
    const added = await transaction
      .insertInto('undertone_posts')
      .values(rows.map((row, index) => ({ ...postOf(row), query_id: idOf(row), seq: first + index, stored_at: now })))
      .onConflict((conflict) => conflict.columns(['query_id', 'source', 'post_id']).doNothing())
      .returning('seq')
      .execute();
    const deltas = new BucketDeltas();
    for (const { seq } of added) {
      const row = rows[seq - first];
      if (row?.countedAt !== undefined) deltas.add(idOf(row), row.countedAt, row);
    }
    await writeBuckets(transaction, deltas, now);
    return { inserted: added.length, last };
  });
}

/** Returns the ids of queries by their escaped names; new queries get the numbers after `last`. */
async function queryIds(transaction: Database, names: readonly string[], last: number) {
  const known = await transaction.selectFrom('undertone_queries').selectAll().where('canonical', 'in', names).execute();
  const ids = new Map(known.map(({ canonical, id }) => [canonical, id]));
  const missing = names.filter((name) => !ids.has(name));
  if (missing.length === 0) return ids;
  const rows = missing.map((canonical, index) => ({ canonical, id: last + 1 + index }));
  await transaction.insertInto('undertone_queries').values(rows).execute();
  for (const { canonical, id } of rows) ids.set(canonical, id);
  return ids;
}

function throwUnknownQuery(): never {
  throw new Error('The query of a row has no id.');
}

function postOf({ source, id, at, compound, pos, neu, neg, topic, body, hashtags }: Row) {
  return {
    source: escapeKey(source),
    post_id: escapeKey(id),
    at,
    compound,
    pos,
    neu,
    neg,
    topic,
    body,
    hashtags: body === null || Object.keys(hashtags).length === 0 ? null : JSON.stringify(hashtags),
  };
}

/** Updates buckets. They are read, summed up here and written as a whole, because SQL cannot merge hashtags. */
async function writeBuckets(transaction: Database, deltas: BucketDeltas, now: number): Promise<void> {
  const keys = deltas.keys();
  if (keys.length === 0) return;
  const tuples = keys.map(
    ({ query_id, step, at }) => sql`(cast(${query_id} as bigint), cast(${step} as bigint), cast(${at} as bigint))`,
  );
  const present = await transaction
    .selectFrom('undertone_buckets')
    .selectAll()
    .where(sql<boolean>`(query_id, step, at) in (values ${sql.join(tuples)})`)
    .execute();
  for (const row of present) deltas.addRow(row);
  await transaction
    .insertInto('undertone_buckets')
    .values(deltas.rows().map((row) => ({ ...row, written_at: now })))
    .onConflict((conflict) =>
      conflict.columns(['query_id', 'step', 'at']).doUpdateSet((row) => ({
        posts: row.ref('excluded.posts'),
        positive: row.ref('excluded.positive'),
        negative: row.ref('excluded.negative'),
        compound: row.ref('excluded.compound'),
        squares: row.ref('excluded.squares'),
        topic: row.ref('excluded.topic'),
        hashtags: row.ref('excluded.hashtags'),
        written_at: row.ref('excluded.written_at'),
      })),
    )
    .execute();
}
