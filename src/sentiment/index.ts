/**
 * Sentiment: the polarity of a text and of the topics in it. LIMITS.md says what the scores cannot do.
 *
 * Owns the scorers, VADER's tables and rules, and the explanation of a score. Guarantees pure functions over any
 * string, figures equal to the VADER reference, and time linear in the text. Knows nothing of sessions.
 */
export { analyse } from './analysis.ts';
export type { Analysis, SentimentToken } from './analysis.ts';
export type { ValenceChange, ValenceRule } from './valence-changes.ts';
export { explain } from './explain.ts';
export type { ExplainedWord, Explanation, ExplanationStep } from './explain.ts';
export { compoundOf } from './figures.ts';
export { overlayLexicon } from './overlay.ts';
export { parseLexicon } from './lexicon-file.ts';
export { maxOverlayWords } from './overlay-limits.ts';
export type { LexiconWord } from './lexicon-file.ts';
export { formatExplanation } from './format.ts';
export { explainPostTopic, scorePost } from './post.ts';
export type { PostScore } from './post.ts';
export { scoreByPackage } from './vader-package.ts';
export { scoreText } from './vader.ts';
export { formatLearned, formatLearnedTopic } from './learned/format.ts';
export { explainLearned, explainTopicLearned, scoreLearned, scoreTopicsLearned } from './learned/post.ts';
export type { LearnedTextExplanation } from './learned/post.ts';
export type { LearnedTopic } from './learned/topic-models.ts';
export type { FeatureReason } from './learned/weights.ts';
export { formatTopicExplanation } from './topics/format.ts';
export type { TopicExplanation, TopicReason } from './topics/score-topics.ts';
