import {
  polarityIndexOf,
  postToWire,
  type EngineLedger,
  type HashtagCounts,
  type Post,
  type Score,
  type SessionLedger,
} from '../model/index.ts';

/** A scored post as a frame tells it. */
export interface PostResult {
  readonly post: Post;
  readonly score: Score;
  readonly hashtags: HashtagCounts;
}

/** A `post` frame: a result for the query that the client calls `id`, the `seq`-th of that id. */
export function postFrame(id: string, seq: number, { post, score, hashtags }: PostResult) {
  const { compound, pos, neu, neg } = score;
  const polarityIndex = polarityIndexOf(compound);
  return {
    type: 'post',
    id,
    seq,
    at: post.at,
    post: postToWire(post),
    compound,
    pos,
    neu,
    neg,
    polarityIndex,
    hashtags,
  };
}

/** The `stats` frame of a replay: the ledgers of the engine and of its one session. */
export function replayStatsFrame(engine: EngineLedger, session: SessionLedger) {
  return { type: 'stats', engine, session };
}
