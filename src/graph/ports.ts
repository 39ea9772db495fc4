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
} from '../model/index.ts';

/*
 * The architecture in types: every effect that the graph needs enters through one of these ports, each with what it may
 * do wrong. Whoever implements them lives at the edges; whoever tests the graph writes them as marbles.
 */

/** What a session asks for. `id` is the session's own name for the query; one in use is replaced. */
export type Intent =
  | { readonly type: 'track'; readonly id: string; readonly query: Query }
  | { readonly type: 'untrack'; readonly id: string };

/** A client, of whatever protocol. */
export interface Session {
  readonly id: string;
  /** Hot. Completes when the session has gone, however it went; never errors. */
  readonly intents$: Observable<Intent>;
  /** Emits once when the session has gone, to late subscribers too. Never errors. */
  readonly closed$: Observable<unknown>;
  /** Ends the session because its delivery failed. Idempotent; `closed$` follows. */
  readonly end: (cause: UndertoneError) => void;
}

/** `down` is for good. */
export type SourceState = 'live' | 'pending' | 'down';

/** How much of what was missed came in later: all, some or an unknown part, nothing. */
export type Filled = 'full' | 'partial' | 'none';

/** An interruption that is over. */
export interface Gap {
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
  readonly acting: ReadonlySet<string>;
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
export type WantedQueries = readonly Query[];

/** An upstream of posts. */
export interface Source {
  readonly name: string;
  /**
   * Cold and restartable: a new set of queries is a new `open`, the old one being unsubscribed in the same turn. A
   * source keeps its physical connection across that turn (`shareWithGrace`), and may send more than was asked for,
   * never less. Completes when there is nothing more to come. May error: transient failures are its supervisor's
   * business, so an error is final and ends this source alone.
   */
  readonly open: (wanted: WantedQueries) => Observable<SourceEvent>;
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
  /** Whether it came after its bucket of time was closed: it is kept as a post, but counted in no bucket. */
  readonly late: boolean;
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
export interface Delivery<S extends Session = Session> {
  readonly session: S;
  readonly id: string;
  readonly result: ScoredPost;
  /** The index in `result.matches` of the query that `id` stands for. */
  readonly match: number;
}

/** Plain calls that observe the graph. Never throw, never call back into it. */
export interface Probe {
  /** Posts (or lines that were to be posts) taken from a source. */
  readonly enter: (count: number) => void;
  /** Posts that have come to one of the ends of the ledger. */
  readonly settle: (outcome: PostOutcome, count: number) => void;
  /** What the registry holds, after each change: sessions with a query, and distinct queries. */
  readonly hold: (sessions: number, queries: number) => void;
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
   * Takes one session's results until they complete, and completes when all of them have left. May error: that session
   * ends, no other feels it.
   */
  readonly deliver: (session: S, deliveries$: Observable<Delivery<S>>) => Observable<never>;
  readonly probe: Probe;
  readonly scheduler: SchedulerLike;
}
