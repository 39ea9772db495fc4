import type { HashtagCounts, Match, Post, Query, Score, TopicScore, UndertoneError } from '../model/index.ts';

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
