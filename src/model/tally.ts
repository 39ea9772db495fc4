/** What was said in a stretch of time: counts and sums, so that the tallies of two stretches add up to that of both. */
export interface Tally {
  readonly posts: number;
  readonly positive: number;
  readonly negative: number;
  readonly neutral: number;
  /** The sum of the posts' compounds; divided by `posts`, their mean. */
  readonly compoundSum: number;
  /** The sum of the compounds' squares, for their spread. */
  readonly compoundSquares: number;
  /** The sum of the compounds that concern the query's own words. */
  readonly topicCompoundSum: number;
  /** The most frequent hashtags, in lower case without `#`, with how many times each was used; most frequent first. */
  readonly hashtags: readonly (readonly [string, number])[];
}
