import type { Observable, SchedulerLike } from 'rxjs';
import type {
  HashtagCounts,
  Match,
  Post,
  PostOutcome,
  Query,
  Score,
  TopicScore,
  UndertoneError,
  WindowSpec,
} from '../model/index.ts';
import type { Delivery } from './deliveries.ts';
import type { StoreEvent } from './store-events.ts';

export type * from './deliveries.ts';
export type * from './store-events.ts';

/*
 * The architecture in types. Every effect that the graph needs enters through one of these ports; each states how it may
 * fail. The edges implement them, and the tests of the graph write them as marbles.
 */

/** A session tracks a query. `id` is the session's own name for it; an id in use is replaced. */
export interface TrackIntent {
  readonly type: 'track';
  readonly id: string;
  readonly query: Query;
  /** Whether it receives each result; default true. */
  readonly posts?: boolean | undefined;
  /** The window over which it receives summaries, and how often; absent for none. */
  readonly summary?: WindowSpec | undefined;
  /** The time, in epoch ms, from which stored posts come before the new ones, unless `resume` can be followed. */
  readonly since?: number | undefined;
  /** The `resume` token of the last delivery that it received on an earlier connection. */
  readonly resume?: string | undefined;
}

/** A request of a session. */
export type Intent = TrackIntent | { readonly type: 'untrack'; readonly id: string };

/** A client, of whatever protocol. */
export interface Session {
  readonly id: string;
  /** Whether it may resume: then its queries stay live, and their results are buffered, for a while after it has closed. */
  readonly resumable?: boolean;
  /** Completes once all deliveries so far have been sent. Cold. A session without it takes everything at once. */
  readonly drained$?: Observable<never>;
  /** Hot. Completes when the session closes, for whatever reason; never errors. */
  readonly intents$: Observable<Intent>;
  /** Emits once when the session closes, to late subscribers too. Never errors. */
  readonly closed$: Observable<unknown>;
  /** Ends the session because its delivery failed. Idempotent; `closed$` follows. */
  readonly end: (cause: UndertoneError) => void;
}

/** `down`: the source needs somebody to act, or has ended. */
export type SourceState = 'live' | 'pending' | 'down';

/** The state of a query on each source, by the source's name. */
export type Upstream = Readonly<Record<string, SourceState>>;

/** How much of what was missed came in later: all of it, some or an unknown part, nothing. */
export type Filled = 'full' | 'partial' | 'none';

/** An interruption that is over. */
export interface Gap {
  /** The source, or `resume` when a session came back after its results were dropped. */
  readonly source: string;
  /** Epoch ms: the last sign of life before, and the return. What was missed lies in between. */
  readonly from: number;
  readonly to: number;
  /** A sentence. */
  readonly cause: string;
  readonly filled: Filled;
}

/**
 * The queries that a filtering source covers by now. `active` has their canonical spellings: every post that upstream
 * sends from here on is sent for them too. `refused` has the queries that the source can't be asked for, with the reason.
 */
export interface Coverage {
  readonly source: string;
  readonly active: ReadonlySet<string>;
  readonly refused: ReadonlyMap<string, UndertoneError>;
  /** The reason why the other queries are not active yet, if the source has one to give. */
  readonly pendingReason?: UndertoneError;
}

/**
 * An event of a source: a post, lines that are not valid posts, a state, a gap, a change of coverage. `pending` has a
 * reason when something is wrong that may heal, and none while the source connects; `live` has one when posts come but
 * upstream can't be asked for more. All may come many times. A source that never reports a coverage covers every query
 * while it is live.
 */
export type SourceEvent =
  | { readonly type: 'post'; readonly post: Post }
  | { readonly type: 'invalid'; readonly source: string; readonly count: number }
  | { readonly type: 'state'; readonly source: string; readonly state: SourceState; readonly reason?: UndertoneError }
  | ({ readonly type: 'gap' } & Gap)
  | ({ readonly type: 'coverage' } & Coverage);

/** The distinct live queries. Never empty when a source is opened. */
export type QuerySet = readonly Query[];

/** An upstream of posts. */
export interface Source {
  readonly name: string;
  /**
   * Opens the source for a set of queries. Cold and restartable: a new set is a new `open`, and the old one is
   * unsubscribed in the same turn. A source keeps its physical connection across that turn (`shareWithGrace`), and may
   * send more than was asked for, never less. Completes when there is nothing more to come. May error: its supervisor
   * deals with transient failures, so an error is final and ends this source alone.
   */
  readonly open: (querySet: QuerySet) => Observable<SourceEvent>;
  /**
   * Checks once, at the start and before there is a query, whether the source can be used, so that a wrong key is
   * reported then and not to the first client. Emits states but never `live`; completes, or errors as `open` does. It is
   * unsubscribed in the turn in which the source is opened.
   */
  readonly check?: () => Observable<SourceEvent>;
}

/** A post that at least one live query matches. */
export interface MatchedPost {
  readonly post: Post;
  readonly matches: readonly Match[];
  readonly hashtags: HashtagCounts;
}

/** A post with its score; `topics[i]` is the sentiment towards the words of `matches[i]`. */
export interface ScoredPost extends MatchedPost {
  readonly score: Score;
  readonly topics: readonly TopicScore[];
}

/** Some of the posts stored for a query. */
export interface HistoryPage {
  readonly posts: readonly ScoredPost[];
  /** Reads the next page; absent on the last. */
  readonly next?: () => Observable<HistoryPage>;
}

/** What outlives the program. */
export interface Store {
  /**
   * Stores events, in their order, until they complete, and completes when all of them have been written or shed. It
   * never blocks its source: results that can't be written in time are shed and counted. Errors only when the store is
   * unusable for good.
   */
  readonly persist: (events$: Observable<StoreEvent>) => Observable<never>;
  /**
   * Reads the posts stored for a query, given by its canonical spelling, from `sinceMs` (epoch ms, of the posts' own
   * time) on, oldest first, page by page: exactly those that went into `persist` before this is subscribed to. Emits one
   * page. May error, with `store_failed`, when the store can't be read.
   */
  readonly history: (query: string, sinceMs: number) => Observable<HistoryPage>;
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
  /** Called for a post that came after its bucket of event time had closed. It is delivered all the same. */
  readonly late: () => void;
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
  readonly probe: Probe;
  /** Identifies this run of the program among all runs; lower-case letters and digits. */
  readonly instanceId: string;
  readonly scheduler: SchedulerLike;
}
