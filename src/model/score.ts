/** The score of a text. Scorers other than VADER may give no shares. */
export interface Score {
  /** The sentiment of the whole text, -1 (most negative) to 1, four digits by the built-in scorers. */
  readonly compound: number;
  /** The positive, neutral and negative shares of the text, 0 to 1, three digits. */
  readonly pos?: number | undefined;
  readonly neu?: number | undefined;
  readonly neg?: number | undefined;
}

/** The four figures that VADER gives a text (Hutto & Gilbert 2014). */
export interface VaderScore extends Score {
  readonly pos: number;
  readonly neu: number;
  readonly neg: number;
}

/** Stands in a result for the score that a scorer did not give, for example of a text in a language that it does not read. */
export const noScore: Score = { compound: 0 };

/** The index used by the original protocol: 0 positive, 1 negative, 2 neutral. */
export type PolarityIndex = 0 | 1 | 2;

/** The name of each index. */
export const polarityNames = ['positive', 'negative', 'neutral'] as const;

/** A compound farther from 0 than this is positive or negative; one at this distance is neutral. */
export const polarityThreshold = 0.05;

/** Compounds have four digits: multiplied by this they are whole numbers, whose sums are exact. */
export const compoundScale = 10_000;

/** Returns a compound, or a mean of compounds, rounded to four digits and never -0. */
export const fourDigits = (value: number): number => Math.round(value * compoundScale) / compoundScale + 0;

/** Returns the polarity index of a compound. */
export function polarityIndexOf(compound: number): PolarityIndex {
  if (compound > polarityThreshold) return 0;
  return compound < -polarityThreshold ? 1 : 2;
}

/** The sentiment that a post expresses about the words of one query. */
export interface TopicScore {
  /** On the scale of a whole text: -1 to 1, four digits. */
  readonly compound: number;
  readonly polarityIndex: PolarityIndex;
}

/** The number of occurrences of each tag, in lower case without `#`. */
export type HashtagCounts = Readonly<Record<string, number>>;
