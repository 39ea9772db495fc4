/**
 * Sentiment: what a text's words say about its tone.
 *
 * Owns the scorers. Promises pure functions over any string, figures as the model states them. Never sees a session.
 */
export { scoreByPackage } from './reference.ts';
export type { Analysis, SentimentToken } from './analysis.ts';
