/**
 * Sentiment: what a text's words say about its tone.
 *
 * Owns the scorers, VADER's tables and rules, and what explains a score. Promises pure functions over any string,
 * figures as the model states them, equal to the VADER reference, in time linear in the text. Never sees a session.
 */
export { analyse } from './analysis.ts';
export type { Analysis, SentimentToken } from './analysis.ts';
export type { ValenceChange, ValenceRule } from './valence-changes.ts';
export { explain } from './explain.ts';
export type { ExplainedWord, Explanation, ExplanationStep } from './explain.ts';
export { compoundOf } from './figures.ts';
export { formatExplanation } from './format.ts';
export { explainPostTopic, scorePost } from './post.ts';
export type { PostScore } from './post.ts';
export { scoreByPackage } from './vader-package.ts';
export { scoreText } from './vader.ts';
export { formatTopicExplanation } from './topics/format.ts';
export { explainTopic, scoreTopic, scoreTopics } from './topics/score-topics.ts';
export type { TopicExplanation, TopicReason, TopicText } from './topics/score-topics.ts';
