import { sql } from 'kysely';
import { createPostTest, parseQuery } from '../query/index.ts';
import type { KeptRow, PostsPage, PostsRequest } from './backend.ts';
import type { Database } from './schema.ts';
import { escapeKey, unescapeKey } from './key-escaping.ts';
import { queryIdOf } from './queries.ts';
import { readCounts } from './counts-json.ts';
import { storedPostOf } from './rows.ts';

/** The newest posts of a range, of which the strongest are selected: their order is in no index. */
const maxRanked = 20_000;

/** Reads a page of posts. */
export async function readPosts(database: Database, request: PostsRequest): Promise<PostsPage> {
  const id = await queryIdOf(database, request.query);
  if (id === undefined) return { rows: [] };
  if (request.order === 'strongest') return { rows: await readStrongest(database, request, id) };
  const rows = await readInTime(database, request, id);
  const last = rows.length < request.limit ? undefined : rows.at(-1);
  const end = last && { at: last.at, seq: last.seq };
  if (request.search === undefined) return { rows, end };
  const matches = createPostTest(parseQuery(request.search));
  const found = rows.filter((row) => {
    const { post } = storedPostOf(row);
    return matches({ ...post, text: post.text ?? '' });
  });
  return { rows: found, end };
}

async function readInTime(database: Database, request: PostsRequest, id: number): Promise<readonly KeptRow[]> {
  const { from, to, order, after, upTo, storedSince, limit, name } = request;
  const direction = order === 'oldest' ? 'asc' : 'desc';
  const beyond = sql.raw(order === 'oldest' ? '>' : '<');
  // SQLite searches by one lower and one upper bound; given two, it may read all pages before this one again.
  const isAfter = after !== undefined;
  const rows = await database
    .selectFrom('undertone_posts')
    .selectAll()
    .where('query_id', '=', id)
    .$if(name !== undefined, (query) =>
      query.where('source', '=', escapeKey(name?.source ?? '')).where('post_id', '=', escapeKey(name?.id ?? '')),
    )
    .$if(!isAfter || order === 'newest', (query) => query.where('at', '>=', from))
    .$if(!isAfter || order === 'oldest', (query) => query.where('at', '<', to))
    .where('stored_at', '>=', storedSince)
    .$if(upTo !== undefined, (query) => query.where('seq', '<=', upTo ?? 0))
    .$if(isAfter, (query) => query.where(sql<boolean>`(at, seq) ${beyond} (${after?.at ?? 0}, ${after?.seq ?? 0})`))
    .orderBy('at', direction)
    .orderBy('seq', direction)
    .limit(limit)
    .execute();
  return rows.map(keptRow);
}

async function readStrongest(database: Database, request: PostsRequest, id: number): Promise<readonly KeptRow[]> {
  const { from, to, storedSince, limit } = request;
  const newest = database
    .selectFrom('undertone_posts')
    .select(['seq', 'at', 'compound'])
    .where('query_id', '=', id)
    .where('at', '>=', from)
    .where('at', '<', to)
    .where('stored_at', '>=', storedSince)
    .orderBy('at', 'desc')
    .orderBy('seq', 'desc')
    .limit(maxRanked);
  const strength = sql`abs(compound)`;
  const strongest = database
    .selectFrom(newest.as('newest'))
    .select('seq')
    .orderBy(strength, 'desc')
    .orderBy('at', 'desc')
    .orderBy('seq', 'desc')
    .limit(limit);
  const rows = await database
    .selectFrom('undertone_posts')
    .selectAll()
    .where('seq', 'in', strongest)
    .orderBy(strength, 'desc')
    .orderBy('at', 'desc')
    .orderBy('seq', 'desc')
    .execute();
  return rows.map(keptRow);
}

type PostRow = Omit<KeptRow, 'id' | 'hashtags'> & { readonly post_id: string; readonly hashtags: string | null };

const keptRow = ({ seq, source, post_id, body, hashtags, ...row }: PostRow): KeptRow => {
  const { at, compound, pos, neu, neg, scored, topic } = row;
  const figures = { at, compound, pos, neu, neg, scored, topic };
  return {
    ...{ seq, source: unescapeKey(source), id: unescapeKey(post_id) },
    ...figures,
    body,
    hashtags: readCounts(hashtags),
  };
};
