import type { Row } from './backend.ts';
import { lock } from './migrations.ts';
import { insertRows, selectByKeys, type Value } from './bulk.ts';
import type { Database } from './schema.ts';
import { escapeKey } from './key-escaping.ts';
import { BucketDeltas, type BucketRow } from './buckets.ts';
import { queryIds } from './queries.ts';
import type { FlushContext, PendingWords } from './words.ts';

/** The context of a write, with the words that are collected for later. */
export interface WriteContext extends FlushContext {
  readonly words: PendingWords;
}

/**
 * Writes rows in one transaction, and counts the new ones in their buckets. Writing a batch again, because the outcome of
 * the first attempt is unknown, changes nothing.
 */
export async function writeRows(database: Database, rows: readonly Row[], { kind, words, now }: WriteContext) {
  const { inserted, last, counted } = await database.transaction().execute(async (transaction) => {
    const names = [...new Set(rows.map(({ query }) => escapeKey(query)))];
    const last = await lock(transaction, rows.length + names.length);
    const ids = await queryIds(transaction, names, last - rows.length - names.length);
    const idOf = (row: Row): number => ids.get(escapeKey(row.query)) ?? throwUnknownQuery();
    const first = last - rows.length + 1;
    const added = await insertRows<{ readonly seq: number }>(transaction, kind, {
      table: 'undertone_posts',
      columns: postColumns,
      rows: rows.map((row, index) => [first + index, idOf(row), now, ...postValues(row)]),
      rest: 'on conflict (query_id, source, post_id) do nothing returning seq',
    });
    const deltas = new BucketDeltas();
    const counted: { readonly queryId: number; readonly at: number; readonly text: string }[] = [];
    for (const { seq } of added) {
      const row = rows[seq - first];
      if (row?.countedAt === undefined) continue;
      deltas.add(idOf(row), row.countedAt, row);
      if (row.text !== undefined) counted.push({ queryId: idOf(row), at: row.countedAt, text: row.text });
    }
    await writeBuckets(transaction, deltas, { kind, now });
    return { inserted: added.length, last, counted };
  });
  for (const { queryId, at, text } of counted) words.add(queryId, { at, text, now });
  return { inserted, last };
}

function throwUnknownQuery(): never {
  throw new Error('The query of a row has no id.');
}

const postColumns =
  'seq query_id stored_at source post_id at compound pos neu neg scored topic body hashtags author late'.split(' ');

/** Returns the values of a row from its `source` on, in the order of the columns. */
function postValues(row: Row): readonly Value[] {
  const { source, id, at, countedAt, author, compound, pos, neu, neg, scored, topic, body, hashtags } = row;
  return [
    ...[escapeKey(source), escapeKey(id), at, compound, pos, neu, neg, scored, topic, body],
    body === null || Object.keys(hashtags).length === 0 ? null : JSON.stringify(hashtags),
    author === undefined ? null : escapeKey(author),
    countedAt === undefined ? 1 : null,
  ];
}

/** Updates buckets. They are read, summed up here and written as a whole, because SQL cannot merge hashtags. */
async function writeBuckets(transaction: Database, deltas: BucketDeltas, { kind, now }: FlushContext): Promise<void> {
  const keys = deltas.keys();
  const table = 'undertone_buckets';
  for (const row of await selectByKeys<BucketRow>(transaction, kind, { table, keys })) deltas.addRow(row);
  const figures = ['posts', 'positive', 'negative', 'unscored', 'compound', 'squares', 'topic', 'hashtags'] as const;
  const updates = [...figures, 'written_at'].map((column) => `${column} = excluded.${column}`);
  await insertRows(transaction, kind, {
    table,
    columns: ['query_id', 'step', 'at', ...figures, 'written_at'],
    rows: deltas.rows().map((row) => [row.query_id, row.step, row.at, ...figures.map((name) => row[name]), now]),
    rest: `on conflict (query_id, step, at) do update set ${updates.join(', ')}`,
  });
}
