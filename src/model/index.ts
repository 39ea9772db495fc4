/**
 * The nouns: post, query, score, ledger, errors.
 *
 * Owns the shapes that every other room speaks in, and the checks that make them of unknown values. Promises plain
 * data and pure functions that never throw. Imports nothing.
 */
export type { Client } from './client.ts';
export type * from './alert.ts';
export { csvCell } from './csv.ts';
export { UndertoneError, errorCodes, sentenceOf } from './errors.ts';
export type { ErrorCode, ErrorFacts } from './errors.ts';
export { formatSigned, percentages } from './figures.ts';
export { secondsFault } from './instant.ts';
export { balances, createEngineLedger, postOutcomes, resultOutcomes, SessionCounts } from './ledger.ts';
export type { EngineLedger, Ledger, PostOutcome, ResultOutcome, SessionLedger } from './ledger.ts';
export { isRecord, isString, isStringList, parseJson, recordList, stringField, writeJson } from './json.ts';
export type { JsonObject } from './json.ts';
export { declaredLanguage, isWithinSizeLimits, maxIdLength, parseInstant, parsePost, postToWire } from './post.ts';
export type { Post, PostDefaults } from './post.ts';
export { RecentMap } from './recent-map.ts';
export { isRetraction, isSamePost, parseRetraction, postKey, retractionToWire } from './retraction.ts';
export type { PostRef, Retraction } from './retraction.ts';
export type { Attribute, KeyTerm, Match, Phrase, PhrasePart, Prefix, Query, QueryNode, Span } from './query.ts';
export { compoundScale, fourDigits, noScore, polarityIndexOf, polarityNames, polarityThreshold } from './score.ts';
export { textWithoutSecrets, withoutSecrets } from './secrets.ts';
export { bucketStepMs } from './stored.ts';
export type * from './stored.ts';
export type { Ranking, Shift, Anomalies, Spike, Summary } from './summary.ts';
export type { Tally, TallySums } from './tally.ts';
export { createSteadyClock } from './steady-clock.ts';
export { maxTimerMs } from './timer.ts';
export { defaultWindowBudget, paneMsOf, windowBounds, windowCost, windowFault } from './window.ts';
export type { WindowSpec } from './window.ts';
export type { HashtagCounts, PolarityIndex, Score, TopicScore, VaderScore } from './score.ts';
