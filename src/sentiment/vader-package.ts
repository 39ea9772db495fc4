import vader from 'vader-sentiment';
import type { VaderScore } from '../model/index.ts';

/**
 * Returns the score that the npm package `vader-sentiment` gives a text.
 *
 * @example
 * scoreByPackage('great').compound
 */
export function scoreByPackage(text: string): VaderScore {
  const { compound, pos, neu, neg } = vader.SentimentIntensityAnalyzer.polarity_scores(text);
  return { compound, pos, neu, neg };
}
