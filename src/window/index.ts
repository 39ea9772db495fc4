/**
 * Windows of event time: what is counted in which stretch of time, and what is said of it.
 *
 * Owns the watermark, tallies and their rankings, windows, spikes, rates. Promises bounded memory, exact counts, and
 * rankings with a stated error. Has no clock and no timer: the time comes with each call. WINDOWS.md has the rules.
 */
export { HeavyHitters } from './heavy-hitters.ts';
export { createRate } from './rate.ts';
export type { Rate, RateOptions } from './rate.ts';
export { SlidingWindow } from './sliding-window.ts';
export { createAnomalyDetector } from './anomalies.ts';
export type { AnomalyDetector } from './anomalies.ts';
export { conflatedSummaryOf, summaryOf } from './summary.ts';
export type { SummaryFacts } from './summary.ts';
export { addSums, createTally, noSums, readSums, TallyBuilder } from './tally.ts';
export type { Counted, TallySnapshot } from './tally.ts';
export { createWatermark, defaultWatermark } from './watermark.ts';
export type { EventTime, Watermark, WatermarkOptions } from './watermark.ts';
export { wordsOf, wordsOfQuery } from './words.ts';
