import type { HashtagCounts, Match, Post, Score, TopicScore } from '../model/index.ts';

/** A post that at least one live query matches. */
export interface MatchedPost {
  readonly post: Post;
  readonly matches: readonly Match[];
  readonly hashtags: HashtagCounts;
  /** Its position in the log that it comes from, if it comes from one. */
  readonly position?: number;
}

/** A post with its score; `topics[i]` is the sentiment towards the words of `matches[i]`. */
export interface ScoredPost extends MatchedPost {
  readonly score: Score;
  /** False when the scorer gave no score: then `score` and `topics` are neutral, and count in no mean. */
  readonly scored?: false | undefined;
  readonly topics: readonly TopicScore[];
}
