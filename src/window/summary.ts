import { compoundScale, type Ranking, type Summary, type Tally } from '../model/index.ts';
import type { TallyBuilder } from './tally.ts';

/** Counts that a summary can be made of. */
export interface TallyReader {
  /** Returns the counts with the most frequent of their hashtags. */
  readonly read: (maxHashtags: number) => Tally;
  /** Returns the most frequent words with the number of posts that use each. */
  readonly topWords: (count: number, without?: ReadonlySet<string>) => Ranking;
}

export interface SummaryFacts {
  readonly from: number;
  readonly to: number;
  /** The query's own words, which are left out of `words`. */
  readonly without?: ReadonlySet<string>;
  /** The posts that were merged because the client was slow; default 0. */
  readonly conflated?: number;
}

const maxRanked = 10;

/**
 * Returns the summary of a tally. Its means are 0 where no post has a score.
 *
 * @example
 * summaryOf(tally, { from: 0, to: 60_000, without: wordsOfQuery(query) });
 */
export function summaryOf(tally: TallyReader, { from, to, without, conflated = 0 }: SummaryFacts): Summary {
  const { posts, positive, negative, neutral, unscored, compoundSum, topicCompoundSum, hashtags } =
    tally.read(maxRanked);
  const scored = posts - unscored;
  // Sums are rounded to whole units first, so that halves are rounded as such and not by an error of floating point.
  const mean = (sum: number): number =>
    scored === 0 ? 0 : Math.round(Math.round(sum * compoundScale) / scored) / compoundScale + 0;
  return {
    from,
    to,
    posts,
    positive,
    negative,
    neutral,
    unscored,
    meanCompound: mean(compoundSum),
    meanTopicCompound: mean(topicCompoundSum),
    hashtags,
    words: tally.topWords(maxRanked, without),
    conflated,
  };
}

/**
 * Returns the summary that a slow client receives in place of merged results: `conflated` counts all of them, `from` and
 * `to` are the event times of the first and the last. Undefined when there are none.
 */
export function conflatedSummaryOf(tally: TallyBuilder, without?: ReadonlySet<string>): Summary | undefined {
  const { span } = tally;
  if (span === undefined) return undefined;
  const facts = { from: span.first, to: span.last, conflated: tally.posts };
  return summaryOf(tally, without === undefined ? facts : { ...facts, without });
}
