import type { Tally } from './tally.ts';

/** Names with how many times each was counted, the most frequent first. */
export type Ranking = Tally['hashtags'];

/** A volume far above the query's own past. */
export interface Spike {
  /** How many times the baseline the window's posts are. */
  readonly ratio: number;
  /** The median of the posts in the windows before. */
  readonly baseline: number;
}

/** A mood far from that of the query's own past. */
export interface Shift {
  /** The mean compound less the baseline, -2 to 2, four digits. */
  readonly change: number;
  /** The median of the mean compounds of the windows before, four digits. */
  readonly baseline: number;
}

/** What is unusual about a window; absent where nothing is. */
export interface Anomalies {
  readonly spike?: Spike;
  readonly shift?: Shift;
}

/** What was said about a query in [from, to), both in epoch ms. */
export interface Summary extends Anomalies {
  readonly from: number;
  readonly to: number;
  readonly posts: number;
  readonly positive: number;
  readonly negative: number;
  readonly neutral: number;
  /** Of the posts' compounds, -1 to 1, four digits; 0 when there are no posts. */
  readonly meanCompound: number;
  /** Of the compounds that concern the query's own words, likewise. */
  readonly meanTopicCompound: number;
  /** The 10 most frequent, lower case without `#`, with how many times each was used. */
  readonly hashtags: Ranking;
  /** The 10 most frequent, without stop words and the query's own, with how many posts used each. */
  readonly words: Ranking;
  /** How many of the posts were merged into this summary because the client was slow. */
  readonly conflated: number;
}
