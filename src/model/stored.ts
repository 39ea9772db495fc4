import type { Post } from './post.ts';
import type { PostRef } from './retraction.ts';
import type { HashtagCounts, Score, TopicScore } from './score.ts';
import type { Tally } from './tally.ts';

/** A scored post as the store returns it, for one query. */
export interface StoredPost {
  /** The post. Where only its id may be kept, all but `id`, `source` and `at` is missing. */
  readonly post: Omit<Post, 'text'> & { readonly text?: string };
  readonly score: Score;
  /** False when the scorer gave no score. */
  readonly scored?: false | undefined;
  /** The sentiment that concerns the query's own words. */
  readonly topic: TopicScore;
  readonly hashtags: HashtagCounts;
}

/** The posts of a query in `[at, at + step)`. */
export interface Bucket extends Tally {
  /** Epoch ms, a multiple of the step. */
  readonly at: number;
  /** The most frequent words, without stop words and the query's own, with the number of posts that use each. */
  readonly words: Tally['hashtags'];
  /** The share of the bucket in which the query was tracked while a source was live, 0 to 1. */
  readonly tracked: number;
}

/** A span of time in which posts of a source may be missing. */
export interface StoredGap {
  readonly source: string;
  /** Epoch ms. */
  readonly from: number;
  /** Epoch ms; null while the gap is open. */
  readonly to: number | null;
  /** A sentence. */
  readonly cause: string;
  /** The part of the missed posts that arrived later. */
  readonly filled: 'full' | 'partial' | 'none';
}

/** Selects the buckets of a query that begin in `[from, to)`, epoch ms. */
export interface BucketsRequest {
  /** Canonical. */
  readonly query: string;
  readonly from: number;
  readonly to: number;
  /** The length of a bucket in ms, a multiple of `bucketStepMs`. */
  readonly step: number;
  /** Whether it continues an earlier read, so that it need not wait for what was written since. */
  readonly continues?: boolean;
}

/** Selects the newest posts of a query. */
export interface RecentRequest {
  /** Canonical. */
  readonly query: string;
  readonly limit: number;
  /** Only posts older than this, epoch ms. */
  readonly before?: number | undefined;
  /** Only posts at or after this, epoch ms. */
  readonly from?: number | undefined;
  /** `strongest` ranks the newest 20,000 of the posts by the absolute value of their compounds. `newest` by default. */
  readonly order?: 'newest' | 'strongest' | undefined;
  /** Only posts that match this canonical query, too. At most 5,000 posts are looked at. */
  readonly search?: string | undefined;
  /** Only the post of this name. */
  readonly name?: PostRef | undefined;
  /** Continues after the end of an earlier answer. */
  readonly after?: PostPosition | undefined;
}

/** The position of a stored post, after which reading continues. */
export interface PostPosition {
  /** The event time, epoch ms. */
  readonly at: number;
  /** Rises in the order of writing. */
  readonly seq: number;
}

/** Stored posts, and where the rest of them begins. */
export interface RecentPosts {
  readonly posts: readonly StoredPost[];
  /** The end of what was looked at; undefined when that was everything, and for the strongest posts. */
  readonly end?: PostPosition | undefined;
}

/** Selects a span of time of which a reader asks what was unusual in it. */
export interface WhyRequest {
  /** Canonical. */
  readonly query: string;
  /** The span [from, to), epoch ms. */
  readonly from: number;
  readonly to: number;
  /** The most posts to return. */
  readonly limit: number;
}

/** The shares of polarities among posts with a score; all 0 without any. */
export interface PolarityShares {
  readonly positive: number;
  readonly negative: number;
  readonly neutral: number;
}

/** A word or a hashtag that more posts of a span use than usual. */
export interface UnusualTerm {
  readonly term: string;
  /** The posts with it. */
  readonly count: number;
  /** The posts that would have it at its usual share. */
  readonly expected: number;
  /** The natural logarithm of the ratio of its odds to its usual odds: what that is at least, with 97.5 % confidence. */
  readonly logOdds: number;
}

/** The number of posts, and how many of them were read: fewer where they were sampled. */
export interface SampleSize {
  readonly posts: number;
  readonly read: number;
}

/** A comparison of a span of time with the query's own past. */
export interface Why {
  /** The most unusual first. */
  readonly words: readonly UnusualTerm[];
  readonly hashtags: readonly UnusualTerm[];
  readonly shares: PolarityShares;
  /** The shares in the past. */
  readonly usual: PolarityShares;
  /** Posts of the span, those with the highest absolute compounds first. */
  readonly posts: readonly StoredPost[];
  readonly span: SampleSize;
  /** The past begins with the first kept post; undefined without one before the span. */
  readonly past: SampleSize & { readonly from: number | undefined };
}

/** Selects the posts of a query whose event time is in `[from, to)`, oldest first. */
export interface ExportRequest {
  /** Canonical. */
  readonly query: string;
  readonly from: number;
  readonly to: number;
}

/** The read side of the store. Reads include all prior writes, and may reject with an UndertoneError `store_failed`. */
export interface StoredHistory {
  readonly recent: (request: RecentRequest) => Promise<RecentPosts>;
  /** Compares the kept posts of a span with those before it. */
  readonly why: (request: WhyRequest) => Promise<Why>;
  readonly buckets: (request: BucketsRequest) => Promise<readonly Bucket[]>;
  /** Reads the gaps that overlap `[from, to)`, epoch ms, in the order of time. */
  readonly gaps: (span: { readonly from: number; readonly to: number }) => Promise<readonly StoredGap[]>;
  /** Emits page by page; each is read when it is requested. */
  readonly exported: (request: ExportRequest) => AsyncGenerator<readonly StoredPost[], void, void>;
}

/** The shortest bucket that is kept, in ms; the length of every other bucket is a multiple of it. */
export const bucketStepMs = 10_000;

/** The state of a store and what has become of the results that were given to it. */
export interface StoreHealth {
  /** The reason why the store cannot be written now, as a sentence. */
  readonly trouble: string | undefined;
  /** Results that are in the store. */
  readonly written: number;
  /** Results among the written ones that were in the store before. */
  readonly repeated: number;
  /** Failed attempts that were repeated, in batches. */
  readonly retried: number;
  /**
   * Results that were discarded, by reason. `full`: it came when nobody had more waiting than whoever pays for it.
   * `share`: its place in the full queue went to somebody with less waiting. `failed`: it was tried for too long.
   */
  readonly shed: { readonly full: number; readonly share: number; readonly failed: number };
  /** Results that wait to be written. */
  readonly waiting: number;
  /** Deletions that wait to be applied, and those that were lost because too many waited. */
  readonly retractions: { readonly waiting: number; readonly lost: number };
}
