import { sql } from 'kysely';
import { HeavyHitters, wordsOf } from '../window/index.ts';
import type { Ranking } from '../model/index.ts';
import { bucketSteps } from './backend.ts';
import { readInPages, type BucketRange } from './bucket-pages.ts';
import { readPairs } from './counts-json.ts';
import { lock } from './migrations.ts';
import type { Database } from './schema.ts';

/*
 * The words of buckets are in a table of their own: they change with every post, and are far longer than the rest of a
 * bucket. So they are collected in memory for some seconds before they are written, and lost when the program is killed
 * in between; the counts of posts never are.
 */

interface WordKey {
  readonly query_id: number;
  readonly step: number;
  readonly at: number;
}

interface PendingBucket {
  readonly key: WordKey;
  readonly words: HeavyHitters;
}

/** The time for which words are collected before they are written, in ms. */
const collectMs = 10_000;
/** The most buckets that are collected. */
const maxPending = 5_000;
/** The words kept of a bucket, at least, by its step: twice as many are exact, see `HeavyHitters`. */
const keptByStep: ReadonlyMap<number, number> = new Map([
  [10_000, 128],
  [60_000, 200],
  [3_600_000, 250],
]);
const keptOf = (step: number): number => keptByStep.get(step) ?? 100;

/** Words of stored posts that are not in the database yet. */
export class PendingWords {
  readonly #buckets = new Map<string, PendingBucket>();
  #since: number | undefined;

  /** Adds the words of a new post, counted at event time `at` and written at `now`. */
  add(queryId: number, { at, text, now }: { readonly at: number; readonly text: string; readonly now: number }): void {
    const words = wordsOf(text);
    if (words.length === 0) return;
    this.#since ??= now;
    for (const step of bucketSteps) {
      const key = { query_id: queryId, step, at: Math.floor(at / step) * step };
      const bucket = this.#at(key);
      for (const word of words) bucket.add(word, 1);
    }
  }

  /** Returns whether it is time to write. */
  isDue(now: number): boolean {
    const { size } = this.#buckets;
    return size > 0 && (size >= maxPending || now < (this.#since ?? 0) || now >= (this.#since ?? 0) + collectMs);
  }

  /** Writes all words in one transaction. After a failure they wait for the next time. */
  async flush(database: Database, now: number): Promise<void> {
    const buckets = [...this.#buckets.values()];
    if (buckets.length === 0) return;
    this.#buckets.clear();
    this.#since = undefined;
    try {
      await database.transaction().execute(async (transaction) => {
        await lock(transaction, 0);
        for (let start = 0; start < buckets.length; start += pageBuckets) {
          await writePage(transaction, buckets.slice(start, start + pageBuckets), now);
        }
      });
    } catch (error) {
      this.#since = now;
      for (const { key, words } of buckets) this.#at(key).addAll(words.snapshot());
      throw error;
    }
  }

  #at(key: WordKey): HeavyHitters {
    const name = `${key.query_id} ${key.step} ${key.at}`;
    const known = this.#buckets.get(name);
    if (known !== undefined) return known.words;
    const words = new HeavyHitters(keptOf(key.step));
    this.#buckets.set(name, { key, words });
    return words;
  }
}

/** The most buckets in a statement: its parameters are limited. */
const pageBuckets = 500;

async function writePage(transaction: Database, buckets: readonly PendingBucket[], now: number): Promise<void> {
  const tuples = buckets.map(({ key: { query_id, step, at } }) => tupleOf(query_id, step, at));
  const stored = await transaction
    .selectFrom('undertone_words')
    .selectAll()
    .where(sql<boolean>`(query_id, step, at) in (values ${sql.join(tuples)})`)
    .execute();
  const known = new Map(stored.map((row) => [`${row.query_id} ${row.step} ${row.at}`, row.words]));
  const rows = buckets.map(({ key: { query_id, step, at }, words }) => {
    const total = new HeavyHitters(keptOf(step));
    total.addAll(readPairs(known.get(`${query_id} ${step} ${at}`) ?? '[]'));
    total.addAll(words.snapshot());
    return { query_id, step, at, words: JSON.stringify(total.top(Infinity)), written_at: now };
  });
  await transaction
    .insertInto('undertone_words')
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(['query_id', 'step', 'at']).doUpdateSet((row) => ({
        words: row.ref('excluded.words'),
        written_at: row.ref('excluded.written_at'),
      })),
    )
    .execute();
}

/** Returns the key of a bucket for a comparison in SQL. */
export const tupleOf = (queryId: number, step: number, at: number) =>
  sql`(cast(${queryId} as bigint), cast(${step} as bigint), cast(${at} as bigint))`;

/** Words of a bucket that are returned. */
const maxRead = 50;
/** Rows that are read at a time. */
const pageRows = 5_000;

/** Reads the most frequent words of buckets by their start, without those of `without`. */
export async function readWords(
  database: Database,
  range: BucketRange,
  without: ReadonlySet<string>,
): Promise<ReadonlyMap<number, Ranking>> {
  const { queryId, base, step, to } = range;
  const readPage = (start: number) =>
    database
      .selectFrom('undertone_words')
      .select(['at', 'words'])
      .where('query_id', '=', queryId)
      .where('step', '=', base)
      .where('at', '>=', start)
      .where('at', '<', to)
      .orderBy('at')
      .limit(pageRows)
      .execute();
  const buckets = new Map<number, HeavyHitters>();
  for await (const page of readInPages(range, { pageRows, readPage })) {
    for (const { at, words } of page) {
      const bucketAt = Math.floor(at / step) * step;
      const bucket = buckets.get(bucketAt) ?? new HeavyHitters(keptOf(3_600_000));
      buckets.set(bucketAt, bucket);
      bucket.addAll(readPairs(words));
    }
  }
  return new Map(Array.from(buckets, ([at, words]) => [at, words.top(maxRead, without)]));
}
