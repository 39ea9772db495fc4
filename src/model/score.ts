/** VADER's four figures of a text (Hutto & Gilbert 2014). */
export interface Score {
  /** The normalised sum of the valences, -1 (most negative) to 1, four digits. */
  readonly compound: number;
  /** The positive, neutral and negative shares of the text, 0 to 1, three digits. */
  readonly pos: number;
  readonly neu: number;
  readonly neg: number;
}

/** 0 positive, 1 negative, 2 neutral: the index that clients of the original protocol know. */
export type PolarityIndex = 0 | 1 | 2;

/** What a person calls each index. */
export const polarityNames = ['positive', 'negative', 'neutral'] as const;

/** Beyond this distance from 0 a compound is positive or negative; at it, still neutral. */
export const polarityThreshold = 0.05;

/** Compounds have four digits: multiplied by this they are whole numbers, whose sums are exact. */
export const compoundScale = 10_000;

/** Returns a compound, or a mean of some, with four digits and never -0. */
export const fourDigits = (value: number): number => Math.round(value * compoundScale) / compoundScale + 0;

export function polarityIndexOf(compound: number): PolarityIndex {
  if (compound > polarityThreshold) return 0;
  return compound < -polarityThreshold ? 1 : 2;
}

/** The sentiment that concerns one query's own words in a post. */
export interface TopicScore {
  /** As of a whole text: -1 to 1, four digits. */
  readonly compound: number;
  readonly polarityIndex: PolarityIndex;
}

/** How often each tag occurs: lower case, without `#`. */
export type HashtagCounts = Readonly<Record<string, number>>;
