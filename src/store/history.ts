import type { Bucket, BucketsRequest, Tally } from '../model/index.ts';
import { noSums, wordsOfQuery } from '../window/index.ts';
import { parseQuery } from '../query/index.ts';
import { readInPages, type BucketRange } from './bucket-pages.ts';
import { baseStepOf, RollUp, type TalliedBucket } from './buckets.ts';
import { readCovered, readCoverageStart } from './coverage.ts';
import { queryIdOf } from './queries.ts';
import type { Database } from './schema.ts';
import { coveredByBucket } from './spans.ts';
import { readWords } from './words.ts';

/** Rows that are read at a time. */
const pageRows = 20_000;

/** Coverage is reported once in this time, in ms. */
const reportMs = 1_000;

const noPosts: Tally = { ...noSums, hashtags: [] };

/** Reads the buckets of a query that have posts or coverage, made from the longest stored ones that fit. */
export async function readBuckets(
  database: Database,
  { query, from, to, step }: BucketsRequest,
): Promise<readonly Bucket[]> {
  const queryId = await queryIdOf(database, query);
  if (queryId === undefined) return [];
  // A bucket that begins before `from` is left out as a whole.
  const range = {
    queryId,
    base: baseStepOf(step),
    step,
    from: Math.ceil(from / step) * step,
    to: Math.ceil(to / step) * step,
  };
  const coverageStart = await readCoverageStart(database);
  const tallied = await readTallies(database, range, coverageStart);
  const words = await readWords(database, range, wordsOfQuery(parseQuery(query)));
  const covered = coveredByBucket(await readCovered(database, queryId, range), step);
  const buckets = new Map(tallied.map((bucket) => [bucket.at, bucket]));
  const starts = new Set([...buckets.keys(), ...covered.keys()]);
  return [...starts]
    .sort((a, b) => a - b)
    .map((at) => {
      const { tally, isOld } = buckets.get(at) ?? { tally: noPosts, isOld: false };
      const ms = (covered.get(at) ?? 0) + (isOld ? Math.min(step, coverageStart - at) : 0);
      // Posts prove coverage, even where none was stored: of less than the time between two reports.
      const tracked = Math.min(1, (ms === 0 ? reportMs : ms) / step);
      return { at, ...tally, words: words.get(at) ?? [], tracked };
    });
}

/** Reads buckets with posts. Coverage was stored from `coverageStart` on. */
async function readTallies(
  database: Database,
  range: BucketRange,
  coverageStart: number,
): Promise<readonly TalliedBucket[]> {
  const { queryId, base, step, to } = range;
  const rollUp = new RollUp(step, base, coverageStart);
  const readPage = (start: number) =>
    database
      .selectFrom('undertone_buckets')
      .select(['at', 'posts', 'positive', 'negative', 'unscored', 'compound', 'squares', 'topic', 'hashtags'])
      .where('query_id', '=', queryId)
      .where('step', '=', base)
      .where('at', '>=', start)
      .where('at', '<', to)
      .orderBy('at')
      .limit(pageRows)
      .execute();
  for await (const page of readInPages(range, { pageRows, readPage })) {
    for (const row of page) rollUp.add(row);
  }
  return rollUp.buckets();
}
