/** Counts and sums of the posts in a span of time. Those of two spans add up to those of both. */
export interface TallySums {
  readonly posts: number;
  readonly positive: number;
  readonly negative: number;
  readonly neutral: number;
  /** The posts without a score, which are in `posts` but in no other figure. */
  readonly unscored: number;
  /** The sum of the posts' compounds; divided by the posts with a score, their mean. */
  readonly compoundSum: number;
  /** The sum of the squared compounds, from which their standard deviation follows. */
  readonly compoundSquares: number;
  /** The sum of the compounds that concern the query's own words. */
  readonly topicCompoundSum: number;
}

/** The posts of a query in a span of time, summed up. */
export interface Tally extends TallySums {
  /** The most frequent hashtags, in lower case without `#`, with the number of uses of each; most frequent first. */
  readonly hashtags: readonly (readonly [string, number])[];
}
