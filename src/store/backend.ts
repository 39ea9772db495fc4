import type { Bucket, BucketsRequest, HashtagCounts } from '../model/index.ts';

/** A result on its way into a database. Plain data, for it may cross threads. */
export interface Row {
  /** Canonical. */
  readonly query: string;
  readonly source: string;
  readonly id: string;
  /** The post's own time. */
  readonly at: number;
  /** The event time, which says in which buckets it is counted; undefined for one that is too late for any. */
  readonly countedAt: number | undefined;
  readonly compound: number;
  readonly pos: number;
  readonly neu: number;
  readonly neg: number;
  readonly topic: number;
  /** JSON of the post without its id and source; null when only the id may be kept. */
  readonly body: string | null;
  readonly hashtags: HashtagCounts;
}

/** A row as it comes out. */
export interface KeptRow extends Omit<Row, 'query' | 'countedAt'> {
  /** Rises in the order of writing. */
  readonly seq: number;
}

/** Where a reading goes on: behind this row, in the order of time, then of writing. */
export interface PostPosition {
  readonly at: number;
  readonly seq: number;
}

export interface PostsRequest {
  /** Canonical. */
  readonly query: string;
  /** Of the posts' own time: `[from, to)`, epoch ms. */
  readonly from: number;
  readonly to: number;
  readonly order: 'oldest' | 'newest';
  readonly after?: PostPosition | undefined;
  /** Only what was written up to this row. */
  readonly upTo?: number | undefined;
  /** Only what was written since, epoch ms. */
  readonly storedSince: number;
  readonly limit: number;
}

export interface PruneRequest {
  /** Posts written before this are forgotten, epoch ms. */
  readonly postsBefore: number;
  /** Posts written before this lose their texts. */
  readonly textsBefore: number;
  /** Buckets that begin before this, and were last written before it, are forgotten, by their step. */
  readonly bucketsBefore: readonly { readonly step: number; readonly at: number }[];
  /** The id of the query at which the last call has stopped; 0 to begin. */
  readonly afterQuery: number;
}

/** What has become of rows. */
export interface Written {
  /** How many were new. */
  readonly inserted: number;
  /** The number of the last row now. */
  readonly last: number;
}

/**
 * A database. Every call may reject with an UndertoneError: `store_failed` when trying again may help, `store_refused`
 * when it can't.
 */
export interface Backend {
  /** Connects and migrates; resolves with the number of the last row that was written. */
  readonly open: () => Promise<number>;
  /**
   * Writes rows in one transaction: a row that is there already changes nothing, a new one is counted in its buckets.
   */
  readonly write: (rows: readonly Row[], now: number) => Promise<Written>;
  readonly posts: (ask: PostsRequest) => Promise<readonly KeptRow[]>;
  /** In the order of time; a bucket without posts is left out. */
  readonly buckets: (ask: BucketsRequest) => Promise<readonly Bucket[]>;
  /** Forgets a bounded part of what is old; resolves with where to go on, or undefined when nothing is left. */
  readonly prune: (ask: PruneRequest) => Promise<number | undefined>;
  readonly close: () => Promise<void>;
}

/** How long buckets are, in ms; each is a multiple of the one before. */
export const bucketSteps = [10_000, 60_000, 3_600_000] as const;
