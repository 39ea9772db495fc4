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
  /** Words of `[at, at + step)`; unique by `query_id`, `step`, `at`. */
  readonly undertone_words: WordsTable;
  /** The runs of programs that report coverage. */
  readonly undertone_runs: RunTable;
  /** Spans in which a query was covered; unique by `query_id`, `run`, `from_at`. */
  readonly undertone_coverage: CoverageTable;
  /** Gaps of sources; unique by `source`, `run`, `gap`. */
  readonly undertone_gaps: GapTable;
  /** Alerts that have fired; unique by `id`. */
  readonly undertone_alerts: {
    readonly id: string;
    readonly alert: string;
    readonly at: number;
    readonly body: string;
  };
  /** The posts in the bodies of alerts. */
  readonly undertone_alert_posts: AlertPostTable;
  /** The deliveries of alerts with their states; unique by `id`, `destination`. */
  readonly undertone_alert_deliveries: AlertDeliveryTable;
  /** The attempts to deliver. */
  readonly undertone_alert_attempts: AlertAttemptTable;
}

interface AlertPostTable {
  readonly alert_id: string;
  readonly source: string;
  readonly post_id: string;
  readonly author: string | null;
}

interface AlertDeliveryTable {
  /** Rises in the order of firing. */
  readonly seq: number;
  readonly id: string;
  readonly alert: string;
  readonly destination: string;
  readonly state: string;
  readonly attempts: number;
  readonly fired_at: number;
  readonly next_at: number;
}

interface AlertAttemptTable {
  readonly seq: number;
  readonly id: string;
  readonly alert: string;
  readonly destination: string;
  readonly at: number;
  readonly attempt: number;
  readonly status: number | null;
  readonly error: string | null;
  readonly state: string;
}

interface PostTable extends PostColumns {
  /** Rises in the order of writing. */
  readonly seq: number;
  readonly query_id: number;
  readonly post_id: string;
  readonly stored_at: number;
  /** JSON of the hashtags' counts. */
  readonly hashtags: string | null;
  readonly author: string | null;
  /** 1 for a post that came too late to be counted in a bucket. */
  readonly late: number | null;
}

/** Sums are whole numbers, in units of `1 / compoundScale` (of its square for `squares`), so that they are exact. */
export interface BucketTable {
  readonly query_id: number;
  readonly step: number;
  readonly at: number;
  readonly posts: number;
  readonly positive: number;
  readonly negative: number;
  /** The posts without a score. */
  readonly unscored: number;
  readonly compound: number;
  readonly squares: number;
  readonly topic: number;
  /** JSON pairs of hashtag and count, the most frequent first. */
  readonly hashtags: string;
  /** The time of the last write; 0 in a store of version 1. */
  readonly written_at: number;
}

interface WordsTable {
  readonly query_id: number;
  readonly step: number;
  readonly at: number;
  /** JSON pairs of word and count. */
  readonly words: string;
  /** The time of the last write. */
  readonly written_at: number;
}

interface RunTable {
  readonly run: string;
  /** The wall clock when it began. */
  readonly started_at: number;
  /** The event time of its last report, where its open spans end. */
  readonly until_at: number;
  /** The wall clock of its last report. */
  readonly seen_at: number;
}

interface CoverageTable {
  readonly query_id: number;
  readonly run: string;
  readonly from_at: number;
  /** Null while it is open. */
  readonly to_at: number | null;
}

interface GapTable {
  readonly source: string;
  readonly run: string;
  readonly gap: number;
  readonly from_at: number;
  /** Null while it is open. */
  readonly to_at: number | null;
  readonly cause: string;
  readonly filled: string;
}

export type Database = Kysely<Schema>;

/** The kind of database, for what differs between the two. */
export type Kind = 'sqlite' | 'postgres';
