import { compoundScale, type Summary } from '../model/index.ts';
import type { TallyBuilder } from './tally.ts';

export interface SummaryFacts {
  readonly from: number;
  readonly to: number;
  /** The query's own words, which go without saying. */
  readonly without?: ReadonlySet<string>;
  /** Posts that were merged because the client was slow; 0 if not given. */
  readonly conflated?: number;
}

const maxRanked = 10;

/** What a tally says of its time. The means are 0 where there are no posts. */
export function summaryOf(tally: TallyBuilder, { from, to, without, conflated = 0 }: SummaryFacts): Summary {
  const { posts, positive, negative, neutral, compoundSum, topicCompoundSum, hashtags } = tally.read(maxRanked);
  // Sums have four digits, so that half a digit of a mean is just that, and not the dust of floats.
  const mean = (sum: number): number =>
    posts === 0 ? 0 : Math.round(Math.round(sum * compoundScale) / posts) / compoundScale + 0;
  return {
    ...{ from, to, posts, positive, negative, neutral, hashtags, conflated },
    meanCompound: mean(compoundSum),
    meanTopicCompound: mean(topicCompoundSum),
    words: tally.topWords(maxRanked, without),
  };
}

/**
 * What a slow client gets instead of the results that were merged: `conflated` is all of them, `from` and `to` are the
 * event times of the first and the last; undefined when there is none.
 */
export function conflatedSummaryOf(tally: TallyBuilder, without?: ReadonlySet<string>): Summary | undefined {
  const { span } = tally;
  if (span === undefined) return undefined;
  const facts = { from: span.first, to: span.last, conflated: tally.posts };
  return summaryOf(tally, without === undefined ? facts : { ...facts, without });
}
