import type { Tally } from './tally.ts';

/** Names with the number of times each was counted, the most frequent first. */
export type Ranking = Tally['hashtags'];

/** A volume far above the query's own past. */
export interface Spike {
  /** The number of posts in the window, divided by the baseline. */
  readonly ratio: number;
  /** The median number of posts in the preceding windows. */
  readonly baseline: number;
}

/** A level shift: a mean sentiment far from that of the query's own past. */
export interface Shift {
  /** The mean compound minus the baseline, -2 to 2, four digits. */
  readonly change: number;
  /** The median of the mean compounds of the preceding windows, four digits. */
  readonly baseline: number;
}

/** The anomalies of a window; a field is absent where there is none. */
export interface Anomalies {
  readonly spike?: Spike;
  readonly shift?: Shift;
}

/** The posts of a query in [from, to), both in epoch ms, summed up. */
export interface Summary extends Anomalies {
  readonly from: number;
  readonly to: number;
  readonly posts: number;
  readonly positive: number;
  readonly negative: number;
  readonly neutral: number;
  /** The posts without a score, which are in `posts` but in no mean and of no polarity. */
  readonly unscored: number;
  /** The mean of the posts' compounds, -1 to 1, four digits; 0 when none has a score. */
  readonly meanCompound: number;
  /** The mean of the compounds that concern the query's own words, in the same form. */
  readonly meanTopicCompound: number;
  /** The 10 most frequent hashtags, in lower case without `#`, with the number of uses of each. */
  readonly hashtags: Ranking;
  /** The 10 most frequent words, without stop words and the query's own, with the number of posts that use each. */
  readonly words: Ranking;
  /** The number of posts that were merged into this summary because the client was slow. */
  readonly conflated: number;
}
