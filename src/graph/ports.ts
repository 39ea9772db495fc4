import type { Observable, SchedulerLike } from 'rxjs';
import type {
  HashtagCounts,
  Match,
  Post,
  PostOutcome,
  Query,
  Score,
  Summary,
  TopicScore,
  UndertoneError,
  WindowSpec,
} from '../model/index.ts';

/*
 * The architecture in types: every effect that the graph needs enters through one of these ports, each with what it may
 * do wrong. Whoever implements them lives at the edges; whoever tests the graph writes them as marbles.
 */

/** What a session wants to hear of a query. `id` is the session's own name for it; one in use is replaced. */
export interface TrackIntent {
  readonly type: 'track';
  readonly id: string;
  readonly query: Query;
  /** Whether it wants each result; default true. */
  readonly posts?: boolean | undefined;
  /** How often it wants to be told what was said, and over how much time. */
  readonly summary?: WindowSpec | undefined;
  /** The time, in epoch ms, from which stored posts come before the new ones; not where `resume` still leads anywhere. */
  readonly since?: number | undefined;
  /** What it had before it came back: the `resume` of the last thing it got. */
  readonly resume?: string | undefined;
}

/** What a session asks for. */
export type Intent = TrackIntent | { readonly type: 'untrack'; readonly id: string };

/** A client, of whatever protocol. */
export interface Session {
  readonly id: string;
  /** Whether it may come back: then its queries, and what it misses of them, are kept for a while after it has gone. */
  readonly resumable?: boolean;
  /** Completes once all that was delivered so far has left. Cold. A session without it takes everything at once. */
  readonly drained$?: Observable<never>;
  /** Hot. Completes when the session has gone, however it went; never errors. */
  readonly intents$: Observable<Intent>;
  /** Emits once when the session has gone, to late subscribers too. Never errors. */
  readonly closed$: Observable<unknown>;
  /** Ends the session because its delivery failed. Idempotent; `closed$` follows. */
  readonly end: (cause: UndertoneError) => void;
}

/** `down` is for good. */
export type SourceState = 'live' | 'pending' | 'down';

/** How a query stands upstream, by the name of each source. */
export type Upstream = Readonly<Record<string, SourceState>>;

/** How much of what was missed came in later: all, some or an unknown part, nothing. */
export type Filled = 'full' | 'partial' | 'none';

/** An interruption that is over. */
export interface Gap {
  /** The source, or `resume` when a session came back too late. */
  readonly source: string;
  /** Epoch ms: the last sign of life before, and the return. What was missed lies in between. */
  readonly from: number;
  readonly to: number;
  /** A sentence. */
  readonly cause: string;
  readonly filled: Filled;
}

/**
 * Which queries a source that filters upstream is asked for by now. `acting` holds their canonical spellings: every post
 * that upstream sends from here on is sent for them too. `refused` are those that it can't be asked for, with why.
 */
export interface Coverage {
  readonly source: string;
  readonly active: ReadonlySet<string>;
  readonly refused: ReadonlyMap<string, UndertoneError>;
}

/**
 * What a source says: posts, lines that were none, how it fares, what it missed, what it covers. `pending` has a reason
 * when something is wrong that may heal, and none while it connects; `live` has one when posts come but upstream can't
 * be asked for more. All may come many times. A source that never says what it covers covers everything while it is
 * live.
 */
export type SourceEvent =
  | { readonly type: 'post'; readonly post: Post }
  | { readonly type: 'invalid'; readonly source: string; readonly count: number }
  | { readonly type: 'state'; readonly source: string; readonly state: SourceState; readonly reason?: UndertoneError }
  | ({ readonly type: 'gap' } & Gap)
  | ({ readonly type: 'coverage' } & Coverage);

/** What the live queries ask of the sources together. Never empty when a source is opened. */
export type QuerySet = readonly Query[];

/** An upstream of posts. */
export interface Source {
  readonly name: string;
  /**
   * Cold and restartable: a new set of queries is a new `open`, the old one being unsubscribed in the same turn. A
   * source keeps its physical connection across that turn (`shareWithGrace`), and may send more than was asked for,
   * never less. Completes when there is nothing more to come. May error: transient failures are its supervisor's
   * business, so an error is final and ends this source alone.
   */
  readonly open: (wanted: QuerySet) => Observable<SourceEvent>;
  /**
   * Looks once, at the start and before anybody wants anything, whether the source can be used, so that a wrong key is
   * said then and not to the first client. Emits states but never `live`; completes, or errors as `open` does. It is
   * left in the turn in which something is wanted.
   */
  readonly check?: () => Observable<SourceEvent>;
}

/** A post that at least one live query matches. */
export interface MatchedPost {
  readonly post: Post;
  readonly matches: readonly Match[];
  readonly hashtags: HashtagCounts;
}

/** A post with its score; `topics[i]` is the sentiment that concerns `matches[i]`. */
export interface ScoredPost extends MatchedPost {
  readonly score: Score;
  readonly topics: readonly TopicScore[];
}

/** A scored post that the store is to keep for the query `result.matches[match]`. */
export interface StoredResult {
  readonly result: ScoredPost;
  readonly match: number;
  /** The event time, epoch ms: that of its bucket. */
  readonly at: number;
  /** Whether it came after its bucket of time was closed: it is kept as a post, but counted in no bucket. */
  readonly late: boolean;
}

/** Some of the posts kept for a query. */
export interface HistoryPage {
  readonly posts: readonly ScoredPost[];
  /** Reads the page after it; absent on the last. */
  readonly next?: () => Observable<HistoryPage>;
}

/** What is kept beyond the end of the program. */
export interface Store {
  /**
   * Keeps results until they complete, and completes when all of them have been written or given up. It never holds its
   * source back: what can't be written in time is shed and counted. Errors only when the store is unusable for good.
   */
  readonly persist: (results$: Observable<StoredResult>) => Observable<never>;
  /**
   * The posts kept for a query, given by its canonical spelling, from `sinceMs` (epoch ms, of the posts' own time) on,
   * oldest first, page by page: exactly those that went into `persist` before this is subscribed to. Emits one page. May
   * error, with `store_failed`, when the store can't be read.
   */
  readonly history: (query: string, sinceMs: number) => Observable<HistoryPage>;
}

export interface Scorer {
  /**
   * Scores a batch, in its order; what can't be scored is left out of the answer. Emits once or more and completes;
   * never errors, and unsubscribing it is allowed to waste the work.
   */
  readonly score: (batch: readonly MatchedPost[]) => Observable<readonly ScoredPost[]>;
  /** Whether a worker waits for work: what the batches ask before they wait for more. Replays its last value. */
  readonly idle$: Observable<boolean>;
}

/** A scored post on its way to one session, for one of its ids. */
export interface ResultDelivery<S extends Session = Session> {
  readonly type: 'result';
  readonly session: S;
  readonly id: string;
  readonly result: ScoredPost;
  /** The index in `result.matches` of the query that `id` stands for. */
  readonly match: number;
  /** What the session says when it comes back, to get what came after this result. */
  readonly resume: string;
  /** Whether it came before the session asked for it: such results come all at once. */
  readonly isMissed?: boolean;
}

/** How a query of a session stands upstream: said when it is tracked, and whenever that changes. */
export interface TrackingDelivery<S extends Session = Session> {
  readonly type: 'tracking';
  readonly session: S;
  readonly id: string;
  readonly query: Query;
  readonly upstream: Upstream;
  /** What is stored from here on, in epoch ms, comes first; only in an answer. */
  readonly since?: number;
  /** Whether it answers a `track`, or tells of a change since. */
  readonly isAnswer: boolean;
  /** Whether what was missed follows; absent when the session did not ask for it. */
  readonly resumed?: boolean;
  /** As of a result: what to say to get what comes after this answer. */
  readonly resume: string;
}

/** What was said about a query of a session in a window of time. */
export interface SummaryDelivery<S extends Session = Session> {
  readonly type: 'summary';
  readonly session: S;
  readonly id: string;
  readonly summary: Summary;
}

/** What goes to one session, in this order: `tracking` before the results of its id, what was missed before what is new. */
export type Delivery<S extends Session = Session> =
  | ResultDelivery<S>
  | TrackingDelivery<S>
  | SummaryDelivery<S>
  | { readonly type: 'untracked'; readonly session: S; readonly id: string }
  /** Something was missed: by a source, so that any query may miss it, or by the session itself for one id. */
  | { readonly type: 'gap'; readonly session: S; readonly id?: string; readonly gap: Gap }
  /** A source can't be asked for the query. */
  | { readonly type: 'refused'; readonly session: S; readonly id: string; readonly error: UndertoneError };

/** A query that is tracked now. */
export interface TrackedQuery {
  /** Canonical. */
  readonly query: string;
  /** The sessions that hold it. */
  readonly sessions: number;
  /** Its posts per second, over the last minute. */
  readonly ratePerSecond: number;
}

/** What the registry holds, whenever it is read. */
export interface RegistryView {
  /** The distinct queries that sessions hold, the most wanted first, at most `limit`. */
  readonly tracked: (limit: number) => readonly TrackedQuery[];
  /** The distinct windows that sessions want summaries of, counted. */
  readonly windows: { readonly size: number };
}

/** Plain calls that observe the graph. Never throw, never call back into it but to read. */
export interface Probe {
  /** Posts (or lines that were to be posts) taken from a source. */
  readonly receive: (count: number) => void;
  /** Posts that have come to one of the ends of the ledger. */
  readonly record: (outcome: PostOutcome, count: number) => void;
  /** A post came after its bucket of event time was closed. It is delivered all the same. */
  readonly late: () => void;
  /** What the registry holds, after each change: sessions with a query, and distinct queries. `holdings` is always the same. */
  readonly registryChanged: (sessions: number, queries: number, holdings: RegistryView) => void;
  /** A batch has come back from the scorer: how long its oldest post was under way, in ms. */
  readonly scored?: (oldestMs: number) => void;
}

/** `S` is what the edge that owns the sessions knows of one. */
export interface Ports<S extends Session = Session> {
  /** Hot; each emission is a session that has just come. Never errors. */
  readonly sessions$: Observable<S>;
  /** Its first emission asks for the end: no new session or post, then what is in flight, then completion. Replays it. */
  readonly stop$: Observable<unknown>;
  readonly sources: readonly Source[];
  readonly scorer: Scorer;
  /**
   * Takes what goes to one session until that completes, and completes when all of it has left. May error: that session
   * ends, no other feels it.
   */
  readonly deliver: (session: S, deliveries$: Observable<Delivery<S>>) => Observable<never>;
  /** Without one, nothing is kept. */
  readonly store?: Store;
  readonly probe: Probe;
  /** A name of this run of the program that no other run has; lower-case letters and digits. */
  readonly instanceId: string;
  readonly scheduler: SchedulerLike;
}
