import { sql } from 'kysely';
import type { Row } from './backend.ts';
import { lock } from './migrations.ts';
import type { Database } from './schema.ts';
import { escapeKey } from './key-escaping.ts';
import { BucketDeltas } from './buckets.ts';
import { queryIds } from './queries.ts';
import { tupleOf, type PendingWords } from './words.ts';

/** The time of a write, and the words that are collected for later. */
export interface WriteContext {
  readonly words: PendingWords;
  /** The wall clock, epoch ms. */
  readonly now: number;
}

/**
 * Writes rows in one transaction, and counts the new ones in their buckets. Writing a batch again, because the outcome of
 * the first attempt is unknown, changes nothing.
 */
export async function writeRows(database: Database, rows: readonly Row[], { words, now }: WriteContext) {
  const { inserted, last, counted } = await database.transaction().execute(async (transaction) => {
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
    const counted: { readonly queryId: number; readonly at: number; readonly text: string }[] = [];
    for (const { seq } of added) {
      const row = rows[seq - first];
      if (row?.countedAt === undefined) continue;
      deltas.add(idOf(row), row.countedAt, row);
      if (row.text !== undefined) counted.push({ queryId: idOf(row), at: row.countedAt, text: row.text });
    }
    await writeBuckets(transaction, deltas, now);
    return { inserted: added.length, last, counted };
  });
  for (const { queryId, at, text } of counted) words.add(queryId, { at, text, now });
  return { inserted, last };
}

function throwUnknownQuery(): never {
  throw new Error('The query of a row has no id.');
}

function postOf({ source, id, at, countedAt, author, compound, pos, neu, neg, scored, topic, body, hashtags }: Row) {
  return {
    source: escapeKey(source),
    post_id: escapeKey(id),
    at,
    compound,
    pos,
    neu,
    neg,
    scored,
    topic,
    body,
    hashtags: body === null || Object.keys(hashtags).length === 0 ? null : JSON.stringify(hashtags),
    author: author === undefined ? null : escapeKey(author),
    late: countedAt === undefined ? 1 : null,
  };
}

/** Updates buckets. They are read, summed up here and written as a whole, because SQL cannot merge hashtags. */
async function writeBuckets(transaction: Database, deltas: BucketDeltas, now: number): Promise<void> {
  const keys = deltas.keys();
  if (keys.length === 0) return;
  const tuples = keys.map(({ query_id, step, at }) => tupleOf(query_id, step, at));
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
        unscored: row.ref('excluded.unscored'),
        compound: row.ref('excluded.compound'),
        squares: row.ref('excluded.squares'),
        topic: row.ref('excluded.topic'),
        hashtags: row.ref('excluded.hashtags'),
        written_at: row.ref('excluded.written_at'),
      })),
    )
    .execute();
}
