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

/** A scored post as a frame tells it. */
export interface PostResult {
  readonly post: Post;
  readonly score: Score;
  readonly hashtags: HashtagCounts;
  readonly topics: readonly TopicScore[];
}

/** Which frame of its session a result becomes. */
export interface FramePosition {
  /** What the client calls the query. */
  readonly id: string;
  /** The number of the result among those of that id, from 1. */
  readonly seq: number;
  /** The index of the query's topic in `topics`. */
  readonly match: number;
}

/** A `post` frame: a result for one query of a client, with the sentiment that concerns that query's own words. */
export function postFrame({ id, seq, match }: FramePosition, result: PostResult) {
  return { type: 'post', id, seq, ...postBody(match, result) };
}

/** What a `post` frame says of its result, whoever gets it. */
export function postBody(match: number, { post, score, hashtags, topics }: PostResult) {
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
    hashtags,
    topic,
  };
}

/** The `stats` frame of a replay: the ledgers of the engine and of its one session. */
export function replayStatsFrame(engine: EngineLedger, session: SessionLedger) {
  return { type: 'stats', engine, session };
}
