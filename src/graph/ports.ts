import type { Observable, SchedulerLike } from 'rxjs';
import type { ShedReason } from '../budget/index.ts';
import type { PostOutcome, PostRef } from '../model/index.ts';
import type { Delivery } from './deliveries.ts';
import type { PostLog } from './post-log.ts';
import type { MatchedPost, ScoredPost } from './results.ts';
import type { Session } from './session.ts';
import type { Source } from './source.ts';
import type { StoreEvent } from './store-events.ts';

export type * from './deliveries.ts';
export type * from './post-log.ts';
export type * from './results.ts';
export type * from './session.ts';
export type * from './source.ts';
export type * from './store-events.ts';

/*
 * The architecture in types. Every effect that the graph needs enters through one of these ports; each states how it may
 * fail. The edges implement them, and the tests of the graph write them as marbles.
 */

/** Some of the posts stored for a query: as many as a session is given at a time, about a hundred. */
export interface HistoryPage {
  readonly posts: readonly ScoredPost[];
  /** Posts from before that the session may have, and that were deleted. */
  readonly retracted?: readonly PostRef[];
  /** Absent on the last page. */
  readonly next?: ReadPage;
}

/** Reads a page when it is subscribed to. Emits once; may error, with `store_failed`, when the store can't be read. */
export type ReadPage = () => Observable<HistoryPage>;

/** What outlives the program. */
export interface Store {
  /**
   * Stores events, in their order, until they complete, and completes when all of them have been written or shed. It
   * never blocks its source: results that can't be written in time are shed and counted. Errors only when the store is
   * unusable for good.
   */
  readonly persist: (events$: Observable<StoreEvent>) => Observable<never>;
  /**
   * Emits once how to read the first page of the posts stored for a query, given by its canonical spelling, from `sinceMs`
   * (epoch ms, of the posts' event time) on, oldest first: exactly those that went into `persist` before this is subscribed
   * to, whenever the pages are read. Keeps none of them in memory. May error, with `store_failed`, when the store can't be
   * read.
   */
  readonly history: (query: string, sinceMs: number) => Observable<ReadPage>;
}

export interface Scorer {
  /**
   * Scores a batch, in its order; posts that can't be scored are left out. Emits once or more and completes; never errors,
   * and unsubscribing it is allowed to waste the work.
   */
  readonly score: (batch: readonly MatchedPost[]) => Observable<readonly ScoredPost[]>;
  /** Whether a worker is idle: then batches do not wait to fill. Replays its last value. */
  readonly idle$: Observable<boolean>;
}

/** A query that sessions track now. */
export interface TrackedQuery {
  /** Canonical. */
  readonly query: string;
  /** The number of sessions that track it. */
  readonly sessions: number;
  /** Its posts per second, over the last minute. */
  readonly ratePerSecond: number;
}

/** The registry as others may read it, at any time. */
export interface RegistryView {
  /** The sessions that track a query. */
  readonly sessions: number;
  /** The distinct live queries, those kept for sessions that may resume included. */
  readonly queries: number;
  /** The distinct windows that sessions receive summaries of. */
  readonly windows: number;
  /** Returns the distinct queries that sessions track, those with the most sessions first, at most `limit`. */
  readonly tracked: (limit: number) => readonly TrackedQuery[];
}

/** Plain calls that observe the graph. They never throw, and never call back into it but to read. */
export interface Probe {
  /** Called with the posts (or lines that should have been posts) received from a source. */
  readonly receive: (count: number) => void;
  /** Called with the posts that have reached an outcome. */
  readonly record: (outcome: PostOutcome, count: number) => void;
  /** Called for each post that the pool's queue sheds, with the canonical query that it was charged to. */
  readonly shed?: (query: string, reason: ShedReason) => void;
  /**
   * Called for each result that is shed because an address has too many: as a match, before the post is scored, or as a
   * delivery to one id. `query` is canonical.
   */
  readonly resultShed?: (stage: 'match' | 'delivery', query: string) => void;
  /** Called for a post that came after its bucket of event time had closed. It is delivered all the same. */
  readonly late: () => void;
  /** Called when stored results are skipped because too many new ones wait for them. */
  readonly backfillSkipped?: () => void;
  /** Called once for each subscription of the graph, before any other call, with what the registry has to read. */
  readonly registryCreated?: (registry: RegistryView) => void;
  /** Called after each event of a session, with the sessions that track a query and the distinct live queries. */
  readonly registryChanged: (sessions: number, queries: number) => void;
  /** Called when a batch has come back from the scorer, with the time that its oldest post took, in ms. */
  readonly scored?: (oldestMs: number) => void;
}

/** `S` is the session type of the edge that owns the sessions. */
export interface Ports<S extends Session = Session> {
  /** Hot; each emission is a new session. Never errors. */
  readonly sessions$: Observable<S>;
  /** Its first emission ends the graph: no new session or post, then what is in flight, then completion. Replays it. */
  readonly stop$: Observable<unknown>;
  readonly sources: readonly Source[];
  readonly scorer: Scorer;
  /**
   * Takes the deliveries of one session until they complete, and completes when all of them have been sent. May error:
   * that session ends, and no other is affected.
   */
  readonly deliver: (session: S, deliveries$: Observable<Delivery<S>>) => Observable<never>;
  /** Without one, nothing is stored. */
  readonly store?: Store;
  /** The log that the sources read from; absent when they read from none. */
  readonly log?: PostLog;
  readonly probe: Probe;
  /** Identifies this run of the program among all runs; lower-case letters and digits. */
  readonly instanceId: string;
  readonly scheduler: SchedulerLike;
}
