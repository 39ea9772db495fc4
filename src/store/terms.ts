import { isRecord, parseJson, polarityIndexOf, polarityNames, stringField } from '../model/index.ts';
import { wordsOf } from '../window/index.ts';
import type { SpanTerms, TermsRequest } from './backend.ts';
import { readCounts } from './counts-json.ts';
import { queryIdOf } from './queries.ts';
import type { Database } from './schema.ts';

/** The most posts that are counted without being read. */
const maxCounted = 50_000;

/** Counts the words and hashtags of the first posts of a range. Posts of which only the id is kept have neither. */
export async function readTerms(database: Database, request: TermsRequest): Promise<SpanTerms> {
  const polarities = { positive: 0, negative: 0, neutral: 0 };
  const queryId = await queryIdOf(database, request.query);
  if (queryId === undefined) return { posts: 0, read: 0, ...polarities, words: [], hashtags: [] };
  const { from, to, storedSince, limit, only } = request;
  const within = database
    .selectFrom('undertone_posts')
    .where('query_id', '=', queryId)
    .where('at', '>=', from)
    .where('at', '<', to);
  const rows = await within
    .select(['compound', 'scored', 'body', 'hashtags'])
    .where('stored_at', '>=', storedSince)
    .orderBy('at')
    .orderBy('seq')
    .limit(limit)
    .execute();
  const words = new Counter(only?.words);
  const hashtags = new Counter(only?.hashtags);
  for (const row of rows) {
    if (row.scored !== 0) polarities[polarityNames[polarityIndexOf(row.compound)]] += 1;
    words.add(wordsOf(textOf(row.body)));
    hashtags.add(Object.keys(readCounts(row.hashtags)));
  }
  const counts = { read: rows.length, ...polarities, words: words.entries(), hashtags: hashtags.entries() };
  if (rows.length < limit) return { posts: rows.length, ...counts };
  const { posts } = await database
    .selectFrom(within.select('seq').limit(maxCounted).as('counted'))
    .select(({ fn }) => fn.countAll<number>().as('posts'))
    .executeTakeFirstOrThrow();
  return { posts: Math.max(rows.length, posts), ...counts };
}

function textOf(body: string | null): string {
  const post = body === null ? undefined : parseJson(body);
  return (isRecord(post) ? stringField(post, 'text') : undefined) ?? '';
}

/** Counts terms, or only those that are asked for. */
class Counter {
  readonly #only: ReadonlySet<string> | undefined;
  readonly #counts = new Map<string, number>();

  constructor(only: readonly string[] | undefined) {
    this.#only = only && new Set(only);
  }

  /** Adds the terms of a post, each of which it has once. */
  add(terms: readonly string[]): void {
    for (const term of terms) {
      if (this.#only?.has(term) === false) continue;
      this.#counts.set(term, (this.#counts.get(term) ?? 0) + 1);
    }
  }

  entries(): SpanTerms['words'] {
    return [...this.#counts];
  }
}
