import type { Retraction } from '../model/index.ts';
import type { Claim } from '../budget/index.ts';
import type { ScoredPost } from './results.ts';
import type { Filled } from './source.ts';

/** A scored post to be stored for the query `result.matches[match]`. */
export interface StoredResult {
  readonly type: 'result';
  readonly result: ScoredPost;
  readonly match: number;
  /** The event time, epoch ms: that of its bucket, and of the post in history. */
  readonly at: number;
  /** Whether it came after its bucket had closed: it is stored as a post, but counted in no bucket. */
  readonly late: boolean;
  /** The query with those who pay for what is stored for it; absent when it is no longer live. */
  readonly claim?: Claim | undefined;
}

/**
 * A query is covered from `at` on: it is tracked, or kept for sessions that may resume, while at least one source is live
 * for it. At most one interval of a query is open at a time. An interval that the run of the program does not end ends
 * where its last `coverage-reached` says, so a store that opens after a crash ends the intervals that were left open.
 */
export interface CoverageStarted {
  readonly type: 'coverage-started';
  /** Canonical. */
  readonly query: string;
  /** Event time, epoch ms. */
  readonly at: number;
}

/** The open interval of a query ends at `at`, which is never before its start. */
export interface CoverageEnded {
  readonly type: 'coverage-ended';
  /** Canonical. */
  readonly query: string;
  /** Event time, epoch ms. */
  readonly at: number;
}

/**
 * All open intervals extend to `at`. Emitted about once a second while there are any, and last when the graph is stopped:
 * one event whatever the number of queries.
 */
export interface CoverageReached {
  readonly type: 'coverage-reached';
  /** Event time, epoch ms. */
  readonly at: number;
  /** The wall clock, epoch ms: gaps that a run leaves open end at its last one. */
  readonly now: number;
}

/**
 * A gap of a source, from its first second on: reported while it is open, without `to`, and again when it is over. A later
 * report with the same `source` and `id` replaces the earlier one, its `from` included: a source states the last sign of
 * life only when it is back.
 */
export interface GapReport {
  readonly type: 'gap';
  readonly source: string;
  /** Identifies the gap among those of its source. */
  readonly id: number;
  /** Epoch ms. */
  readonly from: number;
  /** Epoch ms; absent while the gap is open. */
  readonly to?: number;
  /** A sentence. */
  readonly cause: string;
  /** `none` while the gap is open. */
  readonly filled: Filled;
}

/** Stored posts are deleted: one, or all of an account. No result of theirs comes after it. */
export type StoredRetraction = Retraction;

/** What the store keeps, in the order in which it happens. */
export type StoreEvent =
  StoredRetraction | StoredResult | CoverageStarted | CoverageEnded | CoverageReached | GapReport;
