/**
 * Scoring: the `Scorer` port, in worker threads and inline.
 *
 * Owns the threads, the encoding of their messages, the choice of scorer, and scorers by module. Guarantees that neither a
 * text nor a dying thread costs another batch, and that the port never errors. Does not decide what is scored or when.
 */
export type * from './definition.ts';
export { createTextEngine, loadEngine } from './engine.ts';
export type { Engine } from './engine.ts';
export { explainInline } from './explanation.ts';
export type { Explain, ExplainRequest } from './explanation.ts';
export { createCustomScorer, createEngineScorer, createInlineScorer } from './inline.ts';
export type { CustomScorerOptions, EngineScorerOptions } from './inline.ts';
export { createTextScorer, loadDefinition } from './load-module.ts';
export { createPool } from './pool.ts';
export type { Pool, PoolOptions } from './pool.ts';
export type { ScoreRequest } from './score-batch.ts';
export type { NamedScorer, OneScore } from './score-one.ts';
export { scoreOne } from './score-one.ts';
export { builtinScorers, modulePrefix, topicMethods } from './settings.ts';
export type { ScorerSettings, TopicMethod } from './settings.ts';
