/**
 * Windows of event time, and the tallies that they are made of.
 *
 * It owns the watermark, tallies and their rankings, windows, anomalies and rates. Memory is bounded, counts are exact,
 * and rankings have a stated error. It has no clock and no timer: each call brings the time. WINDOWS.md has the rules.
 */
export { createAnomalyDetector } from './anomalies.ts';
export type { AnomalyDetector } from './anomalies.ts';
export { HeavyHitters } from './heavy-hitters.ts';
export { createRate } from './rate.ts';
export type { Rate, RateOptions } from './rate.ts';
export { Panes } from './panes.ts';
export { SlidingWindow } from './sliding-window.ts';
export type { SlidingWindowOptions } from './sliding-window.ts';
export { conflatedSummaryOf, summaryOf } from './summary.ts';
export type { SummaryFacts } from './summary.ts';
export { addSums, createTally, noSums, readSums, TallyBuilder } from './tally.ts';
export type { Counted, Mutable, TallySnapshot } from './tally.ts';
export { leastCount, unusualTerms } from './unusual-terms.ts';
export type { TermCounts } from './unusual-terms.ts';
export { createWatermark, defaultWatermark } from './watermark.ts';
export type { EventTime, Watermark, WatermarkOptions } from './watermark.ts';
export { PostWords, wordsOf, wordsOfQuery } from './words.ts';
