import { HeavyHitters, wordsOf } from '../window/index.ts';
import type { Ranking } from '../model/index.ts';
import { bucketSteps } from './backend.ts';
import { readInPages, type BucketRange } from './bucket-pages.ts';
import { readPairs } from './counts-json.ts';
import { lock } from './migrations.ts';
import { insertRows, nameOfKey, selectByKeys, type TimeKey } from './bulk.ts';
import type { Database, Kind } from './schema.ts';

/*
 * The words of buckets are in a table of their own: they change with every post, and are far longer than the rest of a
 * bucket. So they are collected in memory for some seconds before they are written, and lost when the program is killed
 * in between; the counts of posts never are.
 */

interface PendingBucket {
  readonly key: TimeKey;
  readonly words: HeavyHitters;
}

/** The kind of database, and the time of a write, epoch ms. */
export interface FlushContext {
  readonly kind: Kind;
  readonly now: number;
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
  async flush(database: Database, { kind, now }: FlushContext): Promise<void> {
    const buckets = [...this.#buckets.values()];
    if (buckets.length === 0) return;
    this.#buckets.clear();
    this.#since = undefined;
    try {
      await database.transaction().execute(async (transaction) => {
        await lock(transaction, 0);
        for (let start = 0; start < buckets.length; start += pageBuckets) {
          await writePage(transaction, buckets.slice(start, start + pageBuckets), { kind, now });
        }
      });
    } catch (error) {
      this.#since = now;
      for (const { key, words } of buckets) this.#at(key).addAll(words.snapshot());
      throw error;
    }
  }

  #at(key: TimeKey): HeavyHitters {
    const name = nameOfKey(key);
    const known = this.#buckets.get(name);
    if (known !== undefined) return known.words;
    const words = new HeavyHitters(keptOf(key.step));
    this.#buckets.set(name, { key, words });
    return words;
  }
}

/** The most buckets that are read and written at a time. */
const pageBuckets = 512;

interface StoredWords extends TimeKey {
  readonly words: string;
}

async function writePage(
  transaction: Database,
  buckets: readonly PendingBucket[],
  { kind, now }: FlushContext,
): Promise<void> {
  const table = 'undertone_words';
  const keys = buckets.map(({ key }) => key);
  const stored = await selectByKeys<StoredWords>(transaction, kind, { table, keys });
  const known = new Map(stored.map((row) => [nameOfKey(row), row.words]));
  await insertRows(transaction, kind, {
    table,
    columns: ['query_id', 'step', 'at', 'words', 'written_at'],
    rows: buckets.map(({ key, words }) => {
      const before = known.get(nameOfKey(key));
      const total = before === undefined ? words : mergedWords(key.step, before, words);
      return [key.query_id, key.step, key.at, JSON.stringify(total.top(Infinity)), now];
    }),
    rest: 'on conflict (query_id, step, at) do update set words = excluded.words, written_at = excluded.written_at',
  });
}

function mergedWords(step: number, stored: string, added: HeavyHitters): HeavyHitters {
  const total = new HeavyHitters(keptOf(step));
  total.addAll(readPairs(stored));
  total.addAll(added.snapshot());
  return total;
}

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
