import type { Kysely } from 'kysely';
import type { PostColumns } from './backend.ts';

/** The tables of both databases. Times are epoch ms. */
export interface Schema {
  /** One row, which writers lock: the version of the schema, and the last number that was given to a row. */
  readonly undertone_meta: { readonly id: number; readonly version: number; readonly last: number };
  readonly undertone_queries: { readonly id: number; readonly canonical: string };
  /** A post for a query; unique by `query_id`, `source`, `post_id`. */
  readonly undertone_posts: PostTable;
  /** Tallies of `[at, at + step)`; unique by `query_id`, `step`, `at`. */
  readonly undertone_buckets: BucketTable;
}

interface PostTable extends PostColumns {
  /** Rises in the order of writing. */
  readonly seq: number;
  readonly query_id: number;
  readonly post_id: string;
  readonly stored_at: number;
  /** JSON of the hashtags' counts. */
  readonly hashtags: string | null;
}

/** Sums are whole numbers, in units of `1 / compoundScale` (of its square for `squares`), so that they are exact. */
export interface BucketTable {
  readonly query_id: number;
  readonly step: number;
  readonly at: number;
  readonly posts: number;
  readonly positive: number;
  readonly negative: number;
  readonly compound: number;
  readonly squares: number;
  readonly topic: number;
  /** JSON pairs of hashtag and count, the most frequent first. */
  readonly hashtags: string;
  /** The time of the last write; 0 in a store of version 1. */
  readonly written_at: number;
}

export type Database = Kysely<Schema>;

/** The kind of database, for what differs between the two. */
export type Kind = 'sqlite' | 'postgres';
