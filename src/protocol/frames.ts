import {
  polarityIndexOf,
  postToWire,
  type EngineLedger,
  type HashtagCounts,
  type Post,
  type Score,
  type SessionLedger,
  type TopicScore,
} from '../model/index.ts';

/** A scored post, as a `post` frame needs it. */
export interface PostResult {
  readonly post: Post;
  readonly score: Score;
  readonly scored?: false | undefined;
  readonly hashtags: HashtagCounts;
  readonly topics: readonly TopicScore[];
}

/** The position of a result in its session. */
export interface FramePosition {
  /** The client's id of the query. */
  readonly id: string;
  /** The number of the result among those of that id, from 1. */
  readonly seq: number;
  /** The index of the query's topic in `topics`. */
  readonly match: number;
}

/**
 * Returns a `post` frame, without a resume token: a result for one query, with the sentiment on that query's own words.
 *
 * @example
 * postFrame({ id: 'pizza', seq: 1, match: 0 }, result)
 * // { type: 'post', id: 'pizza', seq: 1, at: 1768473300000, post: {…}, compound: 0.6369, … }
 */
export function postFrame({ id, seq, match }: FramePosition, result: PostResult) {
  return { type: 'post', id, seq, ...postBody(match, result) };
}

/** Returns the fields of a `post` frame that do not depend on the client; JSON leaves out those that are undefined. */
export function postBody(match: number, { post, score, scored, hashtags, topics }: PostResult) {
  const { compound, pos, neu, neg } = score;
  const topic = topics[match];
  const polarityIndex = polarityIndexOf(compound);
  return {
    at: post.at,
    post: postToWire(post),
    compound,
    pos,
    neu,
    neg,
    polarityIndex,
    scored,
    hashtags,
    topic,
  };
}

/** Returns the `stats` frame of a replay, which has the ledgers of the engine and of the replay's only session. */
export function replayStatsFrame(engine: EngineLedger, session: SessionLedger) {
  return { type: 'stats', engine, session };
}
