import type { Observable } from 'rxjs';
import type { Post, PostOutcome, Query, Retraction, UndertoneError } from '../model/index.ts';

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

/** An outcome that posts can reach before they are emitted. */
export type CountedOutcome = Extract<PostOutcome, 'invalid' | 'duplicate' | 'filtered' | 'shed'>;

/**
 * A post is deleted, an account has ended with its posts, or an account that had ended is back, whose new posts count
 * again. Repetitions do no harm. An edit is the deletion of the old id, and a post under a new one.
 */
export type RetractionEvent =
  Retraction | { readonly type: 'account-restored'; readonly source: string; readonly author: string };

/**
 * An event of a source: a post, a retraction, posts that are only counted (lines that are no valid posts are `invalid`), a
 * state, a gap, a change of coverage. A post from a log has its `position` there: an integer that rises from post to post
 * over all sources of the log. `pending` has a
 * reason when something is wrong that may heal, and none while the source connects; `live` has one when posts come but
 * upstream can't be asked for more. All may come many times. A source that never reports a coverage covers every query
 * while it is live.
 */
export type SourceEvent =
  | { readonly type: 'post'; readonly post: Post; readonly position?: number }
  | { readonly type: 'counted'; readonly source: string; readonly outcome: CountedOutcome; readonly count: number }
  | RetractionEvent
  | { readonly type: 'state'; readonly source: string; readonly state: SourceState; readonly reason?: UndertoneError }
  | ({ readonly type: 'gap' } & Gap)
  | ({ readonly type: 'coverage' } & Coverage);

/** The distinct live queries. Empty only when a source is opened that is always open. */
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
  /** Whether it is open also while no query is tracked, with an empty set: for one that asks nothing of an upstream. */
  readonly isAlwaysOpen?: boolean;
}
