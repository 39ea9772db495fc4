import type { Kysely } from 'kysely';

/** The tables, as both databases have them. Times are epoch ms. */
export interface Schema {
  /** One row: the version of the schema, and the last number that was given to a row. Writers lock it. */
  readonly undertone_meta: { readonly id: number; readonly version: number; readonly last: number };
  readonly undertone_queries: { readonly id: number; readonly canonical: string };
  /** A post for a query; unique by `query_id`, `source`, `post_id`. */
  readonly undertone_posts: PostTable;
  /** Tallies of `[at, at + step)`; unique by `query_id`, `step`, `at`. */
  readonly undertone_buckets: BucketTable;
}

interface PostTable {
  /** Rises in the order of writing. */
  readonly seq: number;
  readonly query_id: number;
  readonly source: string;
  readonly post_id: string;
  readonly at: number;
  readonly stored_at: number;
  readonly compound: number;
  readonly pos: number;
  readonly neu: number;
  readonly neg: number;
  readonly topic: number;
  /** JSON of the post without its id and source; null when only the id may be kept. */
  readonly body: string | null;
  /** JSON of the hashtags' counts. */
  readonly hashtags: string | null;
}

/** Sums are whole numbers, in ten-thousandths of a compound (of its square in hundred-millionths), so that they are exact. */
interface BucketTable {
  readonly query_id: number;
  readonly step: number;
  readonly at: number;
  readonly posts: number;
  readonly positive: number;
  readonly negative: number;
  readonly compound: number;
  readonly squares: number;
  readonly topic: number;
  /** JSON: pairs of tag and count, most frequent first. */
  readonly hashtags: string;
  /** When it was last written; 0 in a store of version 1. */
  readonly written_at: number;
}

export type Database = Kysely<Schema>;

/** Which database, where the two differ. */
export type Kind = 'sqlite' | 'postgres';
