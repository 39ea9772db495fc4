import type { HashtagCounts, PolarityIndex, Post, PostRef, SessionLedger, TopicScore } from '../../model/index.ts';

/*
 * The messages of `undertone.v1`. Every WebSocket frame, and every event of `/v1/stream`, is one of these as JSON. A
 * reader ignores types and fields that it does not know.
 */

/** The WebSocket subprotocol. */
export const subprotocol = 'undertone.v1';

/** The policy for posts that a slow client has no room for. Default `conflate`. */
export type WhenSlow = 'conflate' | 'drop' | 'disconnect';

/** The request for summaries. */
export interface SummaryOptions {
  /** The length of the window in event time, in ms. */
  readonly windowMs: number;
  /** The time between two summaries, in ms. */
  readonly everyMs: number;
}

/** Tracks a query: requests its posts, summaries of them, or both. An `id` that is in use gets the new query. */
export interface TrackMessage {
  readonly type: 'track';
  /** The client's id of the query, unique in its session: 1 to 64 characters. */
  readonly id: string;
  readonly query: string;
  /** Whether to send `post` frames. Default true. */
  readonly posts?: boolean;
  readonly summary?: SummaryOptions;
  readonly whenSlow?: WhenSlow;
  /** The last resume token of this query. The posts after it are sent first. */
  readonly resume?: string;
  /** A time in epoch ms. The stored posts from then on are sent first. */
  readonly since?: number;
  /**
   * `all` requests `retract` also for posts of the query that were not sent for the id, because the client shows stored
   * ones that it has read over HTTP. Default: for those that may have been sent.
   */
  readonly retractions?: 'all';
}

/** Stops tracking a query. */
export interface UntrackMessage {
  readonly type: 'untrack';
  readonly id: string;
}

export type ClientMessage = TrackMessage | UntrackMessage;

/** The limits of a session. A newer server may have more of them. */
export interface SessionLimits {
  readonly queriesPerSession: number;
  readonly messagesPerSecond: number;
  readonly maxFrameBytes: number;
  readonly [name: string]: number;
}

/** The first frame of a session. */
export interface WelcomeFrame {
  readonly type: 'welcome';
  /** The name of the session in the server's log. */
  readonly session: string;
  /** The server's version. */
  readonly version: string;
  readonly limits: SessionLimits;
}

/** The state of a source: it delivers; it connects or reconnects; it has failed permanently. */
export type UpstreamState = 'live' | 'pending' | 'down';

/** Answers `track`. Sent again whenever the state of a source changes for the query. */
export interface TrackingFrame {
  readonly type: 'tracking';
  readonly id: string;
  /** The canonical spelling of the query. */
  readonly query: string;
  /** The state of each source. Every post that a source reads while it is `live` is matched. */
  readonly upstream: Readonly<Record<string, UpstreamState>>;
  /** A sentence for each source that is not `live` and has a reason. Absent when none has one. */
  readonly reasons?: Readonly<Record<string, string>>;
  /** Whether all posts after the token of `track` follow. Absent when there was no token. */
  readonly resumed?: boolean;
  /** A resume token for this moment. */
  readonly resume?: string;
}

/** A post on the wire. `text` is left out where the source forbids sharing it. */
export type WirePost = Omit<Post, 'at' | 'text'> & { readonly text?: string };

/** A new post on a query. */
export interface PostFrame {
  readonly type: 'post';
  /** The client's id of the query. */
  readonly id: string;
  /** Rises by one with each post of that id. A hole means lost posts. */
  readonly seq: number;
  /** The time of the post's `createdAt`, or else of its arrival, in epoch ms. */
  readonly at: number;
  readonly post: WirePost;
  /** The score of the whole text: `compound` from -1 to 1, the other three from 0 to 1, if the scorer gives them. */
  readonly compound: number;
  readonly pos?: number;
  readonly neu?: number;
  readonly neg?: number;
  readonly polarityIndex: PolarityIndex;
  /** False when the scorer gave the post no score: then it is neutral with a `compound` of 0. Else absent. */
  readonly scored?: false;
  readonly hashtags: HashtagCounts;
  /** The sentiment on the query's own words. */
  readonly topic: TopicScore;
  /** The resume token after this post. */
  readonly resume: string;
}

/** A post that was sent for an id, or may have been, has been deleted: it is to be removed. It comes after the post. */
export interface RetractFrame {
  readonly type: 'retract';
  readonly id: string;
  readonly post: PostRef;
}

/** An unusual number of posts, compared with the query's own past. */
export interface Spike {
  /** The number of posts divided by the baseline. */
  readonly ratio: number;
  readonly baseline: number;
}

/** An unusual mean sentiment, compared with the query's own past. */
export interface LevelShift {
  /** The mean compound minus the baseline. */
  readonly change: number;
  readonly baseline: number;
}

/** Counts the posts of a window of event time. */
export interface SummaryFrame {
  readonly type: 'summary';
  readonly id: string;
  /** Epoch ms. */
  readonly from: number;
  readonly to: number;
  readonly posts: number;
  readonly positive: number;
  readonly negative: number;
  readonly neutral: number;
  /** The posts without a score, which are in `posts` but in no mean and of no polarity. */
  readonly unscored?: number;
  /** From -1 to 1; 0 without scored posts. */
  readonly meanCompound: number;
  readonly meanTopicCompound: number;
  /** The ten most frequent hashtags with their counts. */
  readonly hashtags: HashtagCounts;
  /** The ten most frequent words, without stop words and the query's own words. */
  readonly words: Readonly<Record<string, number>>;
  /** The number of its posts that were conflated because the client was slow. */
  readonly conflated: number;
  readonly spike?: Spike;
  readonly shift?: LevelShift;
  /** The resume token after the last of these posts. Only in a summary of conflated posts. */
  readonly resume?: string;
}

/** How much of the gap was backfilled: all, some or an unknown part, nothing. */
export type GapFilled = 'full' | 'partial' | 'none';

/** Reports an interruption that has ended. */
export interface GapFrame {
  readonly type: 'gap';
  /** The source that was interrupted, or `resume` when the client was and its token does not reach back. */
  readonly source: string;
  /** The id of the query, when only one is concerned. */
  readonly id?: string;
  /** The missed posts are from between these times, in epoch ms. */
  readonly from: number;
  readonly to: number;
  /** A sentence. */
  readonly cause: string;
  readonly filled: GapFilled;
}

/** Reports the session's ledger: every 10 s, and as the last frame before the server closes. */
export interface StatsFrame extends SessionLedger {
  readonly type: 'stats';
}

/** Refuses a message, which then has changed nothing, or reports that a query cannot be served. */
export interface ErrorFrame {
  readonly type: 'error';
  /** One of `errorCodes`. A newer server may have more of them. */
  readonly code: string;
  /** A sentence. */
  readonly message: string;
  /** The id of the query that it concerns. */
  readonly id?: string;
  /** The 0-based offset of the offending token in the query, in UTF-16 units. */
  readonly position?: number;
}

/** Answers `untrack`. No further frame has this id. */
export interface UntrackedFrame {
  readonly type: 'untracked';
  readonly id: string;
}

export type ServerFrame =
  | WelcomeFrame
  | TrackingFrame
  | PostFrame
  | RetractFrame
  | SummaryFrame
  | GapFrame
  | StatsFrame
  | ErrorFrame
  | UntrackedFrame;
