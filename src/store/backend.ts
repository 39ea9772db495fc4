import type {
  AlertOutbox,
  Bucket,
  BucketsRequest,
  HashtagCounts,
  PostRef,
  PostPosition,
  Retraction,
  StoredGap,
} from '../model/index.ts';
import type { CoverageReport } from './coverage-report.ts';
import type { Span } from './spans.ts';

/** The columns of a post that are stored as they are. */
export interface PostColumns {
  readonly source: string;
  /** The event time: the post's own, but never ahead of the clock when it came. */
  readonly at: number;
  readonly compound: number;
  /** The shares; -1 for one that the scorer did not give. */
  readonly pos: number;
  readonly neu: number;
  readonly neg: number;
  /** 1, or 0 when the scorer gave no score. */
  readonly scored: number;
  readonly topic: number;
  /** JSON of the post without its id and source; null when only the id may be kept. */
  readonly body: string | null;
}

/** A result to be written. Plain data, because it may cross threads. */
export interface Row extends PostColumns {
  /** Canonical. */
  readonly query: string;
  readonly id: string;
  /** The time that determines its buckets; undefined when it is too late for any. */
  readonly countedAt: number | undefined;
  readonly hashtags: HashtagCounts;
  /** The text, whose words are counted; undefined when only the id may be kept. */
  readonly text: string | undefined;
  /** Undefined when the post names none, or when only the id may be kept. */
  readonly author: string | undefined;
}

/** A row that was read. */
export interface KeptRow extends Omit<Row, 'query' | 'countedAt' | 'text' | 'author'> {
  /** Rises in the order of writing. */
  readonly seq: number;
}

/** Selects posts of a query. */
export interface PostsRequest {
  /** Canonical. */
  readonly query: string;
  /** The range of the posts' event time: `[from, to)`, epoch ms. */
  readonly from: number;
  readonly to: number;
  /** `strongest`: by the absolute value of the compound, among the newest 20,000; such posts have no next page. */
  readonly order: 'oldest' | 'newest' | 'strongest';
  readonly after?: PostPosition | undefined;
  /** Only the post of this name. */
  readonly name?: PostRef | undefined;
  /** Only those of the `limit` posts that match this canonical query. */
  readonly search?: string | undefined;
  /** Only posts written up to this row. */
  readonly upTo?: number | undefined;
  /** Only posts written at or after this time, epoch ms. */
  readonly storedSince: number;
  readonly limit: number;
}

/** A page of posts. */
export interface PostsPage {
  readonly rows: readonly KeptRow[];
  /** The position of the last post that was looked at; undefined when it was the last of all. */
  readonly end?: PostPosition | undefined;
}

/** Selects posts whose words and hashtags are counted. */
export interface TermsRequest {
  /** Canonical. */
  readonly query: string;
  /** The range of the posts' event time: `[from, to)`, epoch ms. */
  readonly from: number;
  readonly to: number;
  /** Only posts written at or after this time, epoch ms. */
  readonly storedSince: number;
  /** The most posts to read, the oldest of the range. */
  readonly limit: number;
  /** The only words and hashtags to count; undefined for all. */
  readonly only?: { readonly words: readonly string[]; readonly hashtags: readonly string[] } | undefined;
}

/** Counts over posts of a range. */
export interface SpanTerms {
  /** The posts of the range, up to 50,000 beyond those that were read. */
  readonly posts: number;
  /** The posts that were read, to which the other counts refer. */
  readonly read: number;
  readonly positive: number;
  readonly negative: number;
  readonly neutral: number;
  /** The number of posts with each. */
  readonly words: readonly (readonly [string, number])[];
  readonly hashtags: readonly (readonly [string, number])[];
}

/** Selects what is too old. */
export interface PruneRequest {
  /** Posts written before this are deleted, epoch ms. */
  readonly postsBefore: number;
  /** Posts written before this lose their texts. */
  readonly textsBefore: number;
  /** For each step: buckets that begin before this, and were last written before it, are deleted. */
  readonly bucketsBefore: readonly { readonly step: number; readonly at: number }[];
  /** The queries of which something may be stored; beyond it, those that were tracked briefly are deleted. */
  readonly maxQueries: number;
  /** The id of the query at which the previous call stopped; 0 for the first call. */
  readonly afterQuery: number;
}

/** The outcome of a write. */
export interface Written {
  /** The number of rows that were new. */
  readonly inserted: number;
  /** The number of the last row. */
  readonly last: number;
}

/**
 * A database. Every call may reject with an UndertoneError: `store_failed` when a retry may help, `store_refused` when it
 * cannot.
 */
export interface Backend {
  /** Connects and migrates; resolves with the number of the last row. */
  readonly open: () => Promise<number>;
  /**
   * Writes rows in one transaction. A row that exists already changes nothing; a new one is counted in its buckets.
   */
  readonly write: (rows: readonly Row[], now: number) => Promise<Written>;
  /** Deletes posts. Their buckets lose their words and hashtags, and keep their counts. */
  readonly retract: (retractions: readonly Retraction[], now: number) => Promise<void>;
  readonly posts: (ask: PostsRequest) => Promise<PostsPage>;
  readonly terms: (ask: TermsRequest) => Promise<SpanTerms>;
  /** Writes a report on what was tracked and live, in one transaction; a repeated report changes nothing. */
  readonly cover: (report: CoverageReport, now: number) => Promise<void>;
  /** Reads buckets in the order of time; those with neither posts nor coverage are left out. */
  readonly buckets: (request: BucketsRequest, now: number) => Promise<readonly Bucket[]>;
  /** Reads the gaps that overlap a span, in the order of time. */
  readonly gaps: (span: Span, now: number) => Promise<readonly StoredGap[]>;
  /** Deletes a bounded part of what is too old; resolves with where to continue, or undefined when nothing is left. */
  readonly prune: (ask: PruneRequest) => Promise<number | undefined>;
  /** The outbox of alerts. */
  readonly alerts: AlertOutbox;
  readonly close: () => Promise<void>;
}

/** The lengths of stored buckets, in ms; each is a multiple of the previous one. */
export const bucketSteps = [10_000, 60_000, 3_600_000] as const;
