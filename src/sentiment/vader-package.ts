import vader from 'vader-sentiment';
import type { Score } from '../model/index.ts';

/** The score of a text by the npm package `vader-sentiment`, as it stands. */
export function scoreByPackage(text: string): Score {
  const { compound, pos, neu, neg } = vader.SentimentIntensityAnalyzer.polarity_scores(text);
  return { compound, pos, neu, neg };
}
