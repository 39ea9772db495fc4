import { sql } from 'kysely';
import { isRecord, parseJson, type Retraction } from '../model/index.ts';
import { wordsOf } from '../window/index.ts';
import { bucketSteps } from './backend.ts';
import { readCounts, readPairs } from './counts-json.ts';
import { escapeKey } from './key-escaping.ts';
import { lock } from './migrations.ts';
import { retractFromAlerts } from './retract-alerts.ts';
import type { Database } from './schema.ts';

/** The most posts that are deleted in a transaction, so that other writers need not wait for long. */
const maxDeleted = 500;

interface DeletedRow {
  readonly seq: number;
  readonly query_id: number;
  readonly at: number;
  readonly late: number | null;
  readonly body: string | null;
  readonly hashtags: string | null;
}

/** The hashtags and words that a bucket loses. */
interface Loss {
  readonly query_id: number;
  readonly step: number;
  readonly at: number;
  readonly hashtags: Map<string, number>;
  readonly words: Map<string, number>;
}

/**
 * Deletes posts, whatever the query that they are stored for. Their buckets lose their words and hashtags, as far as their
 * texts are stored, and keep their counts; alerts lose them, too. Deleting again changes nothing.
 */
export async function retractPosts(database: Database, retractions: readonly Retraction[]): Promise<void> {
  const names = { post_id: new Array<readonly [string, string]>(), author: new Array<readonly [string, string]>() };
  for (const retraction of retractions) {
    if (retraction.type === 'delete') names.post_id.push([retraction.source, retraction.id]);
    else names.author.push([retraction.source, retraction.author]);
  }
  for (const column of ['post_id', 'author'] as const) {
    if (names[column].length === 0) continue;
    const tuples = sql.join(names[column].map(([source, name]) => sql`(${escapeKey(source)}, ${escapeKey(name)})`));
    const isNamed = sql<boolean>`(source, ${sql.ref(column)}) in (values ${tuples})`;
    await retractFromAlerts(database, isNamed);
    let deleted = maxDeleted;
    while (deleted === maxDeleted) deleted = await database.transaction().execute((to) => deleteSome(to, isNamed));
  }
}

/** Deletes some of the posts that satisfy a condition; returns how many. */
async function deleteSome(transaction: Database, condition: ReturnType<typeof sql<boolean>>): Promise<number> {
  await lock(transaction, 0);
  const rows = await transaction
    .selectFrom('undertone_posts')
    .select(['seq', 'query_id', 'at', 'late', 'body', 'hashtags'])
    .where(condition)
    .limit(maxDeleted)
    .execute();
  if (rows.length === 0) return 0;
  const seqs = rows.map(({ seq }) => seq);
  await transaction.deleteFrom('undertone_posts').where('seq', 'in', seqs).execute();
  for (const loss of lossesOf(rows)) await subtract(transaction, loss);
  return rows.length;
}

/** Returns what the buckets of posts lose. A late post was counted in none. */
function lossesOf(rows: readonly DeletedRow[]): readonly Loss[] {
  const losses = new Map<string, Loss>();
  for (const { query_id, at: time, late, body, hashtags } of rows) {
    if (late !== null || body === null) continue;
    const value = parseJson(body);
    const text = isRecord(value) && typeof value['text'] === 'string' ? value['text'] : '';
    for (const step of bucketSteps) {
      const at = Math.floor(time / step) * step;
      const name = `${query_id} ${step} ${at}`;
      const loss = losses.get(name) ?? { query_id, step, at, hashtags: new Map(), words: new Map() };
      losses.set(name, loss);
      for (const [tag, count] of Object.entries(readCounts(hashtags))) add(loss.hashtags, tag, count);
      for (const word of wordsOf(text)) add(loss.words, word, 1);
    }
  }
  return [...losses.values()];
}

function add(counts: Map<string, number>, name: string, count: number): void {
  counts.set(name, (counts.get(name) ?? 0) + count);
}

async function subtract(transaction: Database, { query_id, step, at, hashtags, words }: Loss): Promise<void> {
  const key = sql`(cast(${query_id} as bigint), cast(${step} as bigint), cast(${at} as bigint))`;
  const isBucket = sql<boolean>`(query_id, step, at) = ${key}`;
  if (hashtags.size > 0) {
    const bucket = transaction.selectFrom('undertone_buckets').select('hashtags').where(isBucket);
    const found = await bucket.executeTakeFirst();
    const left = without(found?.hashtags ?? '[]', hashtags);
    await transaction.updateTable('undertone_buckets').set({ hashtags: left }).where(isBucket).execute();
  }
  if (words.size > 0) {
    const bucket = transaction.selectFrom('undertone_words').select('words').where(isBucket);
    const found = await bucket.executeTakeFirst();
    const left = without(found?.words ?? '[]', words);
    await transaction.updateTable('undertone_words').set({ words: left }).where(isBucket).execute();
  }
}

/** Returns stored counts less others. Counts of rare names are too low already, so none falls below 0. */
function without(json: string, lost: ReadonlyMap<string, number>): string {
  const left = readPairs(json)
    .map(([name, count]) => [name, count - (lost.get(name) ?? 0)] as const)
    .filter(([, count]) => count > 0)
    .toSorted(([, a], [, b]) => b - a);
  return JSON.stringify(left);
}
