import type { HashtagCounts, PolarityIndex, Post, SessionLedger, TopicScore } from '../../model/index.ts';

/*
 * The messages of `undertone.v1`: every WebSocket frame, and every event of `/v1/stream`, is one of these as JSON. Who
 * reads them ignores the types and the fields that it does not know.
 */

/** The WebSocket subprotocol. */
export const subprotocol = 'undertone.v1';

/** What becomes of the posts of a client that reads too slowly; the server takes `conflate` when nothing is said. */
export type WhenSlow = 'conflate' | 'drop' | 'disconnect';

/** How often counts are wanted. */
export interface SummaryWish {
  /** The stretch of event time that a summary is about, in ms. */
  readonly windowMs: number;
  /** The time between two summaries, in ms. */
  readonly everyMs: number;
}

/** Asks for the posts on a query, or for counts of them. An `id` that is in use gets the new query. */
export interface TrackMessage {
  readonly type: 'track';
  /** The client's own name for the query in this session: 1 to 64 characters. */
  readonly id: string;
  readonly query: string;
  /** Whether `post` frames are wanted; they are when nothing is said. */
  readonly posts?: boolean;
  readonly summary?: SummaryWish;
  readonly whenSlow?: WhenSlow;
  /** The last `resume` of this query: what came after it is sent first. */
  readonly resume?: string;
  /** Epoch ms: stored posts from there on are sent first. */
  readonly since?: number;
}

export interface UntrackMessage {
  readonly type: 'untrack';
  readonly id: string;
}

export type ClientMessage = TrackMessage | UntrackMessage;

/** What a session is held to. A server may have more of them. */
export interface SessionLimits {
  readonly queriesPerSession: number;
  readonly messagesPerSecond: number;
  readonly maxFrameBytes: number;
  readonly [name: string]: number;
}

/** The first frame of a session. */
export interface WelcomeFrame {
  readonly type: 'welcome';
  /** The session's name, as logs have it. */
  readonly session: string;
  /** The server's version. */
  readonly version: string;
  readonly limits: SessionLimits;
}

/** How a source fares: it delivers, it connects or mends itself, it is gone for good. */
export type UpstreamState = 'live' | 'pending' | 'down';

/** The answer to `track`, and sent again whenever a source's state changes. */
export interface TrackingFrame {
  readonly type: 'tracking';
  readonly id: string;
  /** In its canonical spelling. */
  readonly query: string;
  /** By source. Once it says live, every post read later is matched. */
  readonly upstream: Readonly<Record<string, UpstreamState>>;
  /** Whether what followed the token of `track` comes without a hole; absent when there was no token. */
  readonly resumed?: boolean;
  /** A token that stands for this moment. */
  readonly resume?: string;
}

/** A post as it is written on the wire. A source that forbids to share texts leaves `text` out. */
export type WirePost = Omit<Post, 'at' | 'text'> & { readonly text?: string };

/** A new post on a query. */
export interface PostFrame {
  readonly type: 'post';
  /** The query's. */
  readonly id: string;
  /** Rises by one with each post of that id; a hole is a loss. */
  readonly seq: number;
  /** Epoch ms: the post's `createdAt`, else its arrival. */
  readonly at: number;
  readonly post: WirePost;
  /** The whole text's score: -1 to 1, and the shares 0 to 1. */
  readonly compound: number;
  readonly pos: number;
  readonly neu: number;
  readonly neg: number;
  readonly polarityIndex: PolarityIndex;
  readonly hashtags: HashtagCounts;
  /** The sentiment that concerns the query's own words. */
  readonly topic: TopicScore;
  /** What `track` needs to go on after this post. */
  readonly resume: string;
}

/** More posts than the query's own past lets expect. */
export interface SpikeSigns {
  /** How many times the baseline. */
  readonly ratio: number;
  readonly baseline: number;
}

/** Another mood than the query's own past lets expect. */
export interface ShiftSigns {
  /** The mean compound less the baseline. */
  readonly change: number;
  readonly baseline: number;
}

/** The posts of a stretch of event time, counted. */
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
  /** -1 to 1; 0 without posts. */
  readonly meanCompound: number;
  readonly meanTopicCompound: number;
  /** The ten most frequent, with their counts. */
  readonly hashtags: HashtagCounts;
  /** Likewise, without stop words and the query's own words. */
  readonly words: Readonly<Record<string, number>>;
  /** How many of its posts were merged because the client was slow. */
  readonly conflated: number;
  readonly spike?: SpikeSigns;
  readonly shift?: ShiftSigns;
  /** As of a `post`, in a frame that tells of merged posts: what `track` needs to go on after them. */
  readonly resume?: string;
}

/** How much of what was missed came in later: all, some or an unknown part, nothing. */
export type GapFilled = 'full' | 'partial' | 'none';

/** An interruption that is over. */
export interface GapFrame {
  readonly type: 'gap';
  /** The source that was interrupted, or `resume` when it was the client and its token does not reach back. */
  readonly source: string;
  /** The one query that it concerns. */
  readonly id?: string;
  /** Epoch ms: what was missed lies in between. */
  readonly from: number;
  readonly to: number;
  /** A sentence. */
  readonly cause: string;
  readonly filled: GapFilled;
}

/** The session's ledger: every 10 s, and last before the server closes. */
export interface StatsFrame extends SessionLedger {
  readonly type: 'stats';
}

/** A refusal; what was refused has changed nothing. */
export interface ErrorFrame {
  readonly type: 'error';
  /** One of `errorCodes`; a newer server may know more. */
  readonly code: string;
  /** A sentence. */
  readonly message: string;
  /** The query that it concerns. */
  readonly id?: string;
  /** The offset of the offending token of a query, in UTF-16 units from 0. */
  readonly position?: number;
}

/** The answer to `untrack`: nothing more comes for that id. */
export interface UntrackedFrame {
  readonly type: 'untracked';
  readonly id: string;
}

export type ServerFrame =
  WelcomeFrame | TrackingFrame | PostFrame | SummaryFrame | GapFrame | StatsFrame | ErrorFrame | UntrackedFrame;
