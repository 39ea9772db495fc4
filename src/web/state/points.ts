import type { Gap } from './gaps.ts';
import type { Domain, Range } from './ranges.ts';
import { noCounts, sum, type Counts } from './ring-buffer.ts';
import type { Series } from './series.ts';

/** The sentiment that is shown: that of whole posts, or that of the query's own words in them. */
export type Measure = 'whole' | 'topic';

/** A value to draw; undefined where nothing was posted, which a line skips; null in a gap, which breaks it. */
export type Value = number | null | undefined;

/** The values of a query at each point of the chart. */
export interface Points {
  /** The mean compound, -1 to 1. */
  readonly mean: readonly Value[];
  /** The mean minus and plus one standard deviation of the posts. */
  readonly low: readonly Value[];
  readonly high: readonly Value[];
  /** The posts per minute in the window. */
  readonly rate: readonly Value[];
  /** The counts of each point's window. */
  readonly windows: readonly Counts[];
  /** The counts of each step alone. */
  readonly counts: readonly Counts[];
  /** Whether the query was covered in each step. */
  readonly covered: readonly boolean[];
}

/** Returns the points of a domain, in epoch ms: the ends of its steps. They are equal for all queries of a chart. */
export function timesOf({ stepMs }: Range, { from, to }: Domain): readonly number[] {
  const first = Math.floor(from / stepMs) + 1;
  const last = Math.ceil(to / stepMs);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => (first + index) * stepMs);
}

/** The chart that points are for. */
export interface PointsOptions {
  readonly times: readonly number[];
  readonly gaps: readonly Gap[];
  readonly measure: Measure;
  /** Event time, epoch ms. */
  readonly now: number;
  /** Whether the query is covered at the moment. */
  readonly isCovered: boolean;
}

/** Returns the values of a query that are drawn. */
export function pointsOf(
  series: Series,
  range: Range,
  { times, gaps, measure, now, isCovered }: PointsOptions,
): Points {
  const ring = series.ring(range.ringMs);
  const reach = range.windowMs / range.stepMs;
  const countsAt = (end: number): Counts => {
    let counts = noCounts;
    for (let at = end - range.stepMs; at < end; at += range.ringMs) counts = sum(counts, ring.at(at));
    return counts;
  };
  const [start = 0] = times;
  const before = Array.from({ length: reach - 1 }, (_, index) => countsAt(start - (reach - 1 - index) * range.stepMs));
  const steps = [...before, ...times.map(countsAt)];
  const windows = slidingSums(steps, reach);
  const covered = times.map((end, index) => {
    const counts = steps[index + reach - 1] ?? noCounts;
    // The end of the current step may not be covered yet.
    const isCurrent = isCovered && end > now - graceMs && end - range.stepMs < now;
    return counts.posts > 0 || counts.coveredMs > 0 || isCurrent;
  });
  const isGap = (index: number): boolean => {
    if (covered[index] !== true) return true;
    const end = times[index] ?? 0;
    const isEmpty = (steps[index + reach - 1]?.posts ?? 0) === 0;
    return isEmpty && gaps.some(({ from, to }) => from < end && to > end - range.stepMs);
  };
  const minMs = Math.min(range.windowMs / 4, minCoveredMs);
  const draw = (value: (counts: Counts) => number | undefined): readonly Value[] =>
    windows.map((counts, index) => (isGap(index) || counts.coveredMs < minMs ? null : value(counts)));
  return {
    mean: draw((counts) => meanOf(counts, measure)),
    low: draw((counts) => edge(counts, measure, -1)),
    high: draw((counts) => edge(counts, measure, 1)),
    rate: draw(({ posts, coveredMs }) => (posts * 60_000) / coveredMs),
    windows,
    covered,
    counts: steps.slice(reach - 1),
  };
}

/**
 * Returns the sums of each `length` counts in a row. Adds up blocks from both of their ends, so that a sum costs the same
 * whatever the length, and nothing is subtracted, which would leave rounding errors.
 */
export function slidingSums(counts: readonly Counts[], length: number): readonly Counts[] {
  const ahead: Counts[] = [];
  for (const [index, each] of counts.entries()) {
    ahead.push(index % length === 0 ? each : sum(ahead[index - 1] ?? noCounts, each));
  }
  const back = [...counts];
  for (let index = counts.length - 2; index >= 0; index -= 1) {
    if (index % length !== length - 1) back[index] = sum(counts[index] ?? noCounts, back[index + 1] ?? noCounts);
  }
  return counts.slice(length - 1).map((_, start) => {
    const end = ahead[start + length - 1] ?? noCounts;
    return start % length === 0 ? end : sum(back[start] ?? noCounts, end);
  });
}

const scoredOf = ({ posts, unscored }: Counts): number => posts - unscored;

/** Returns the mean of counts; undefined without scored posts. */
export function meanOf(counts: Counts, measure: Measure): number | undefined {
  const { compoundSum, topicCompoundSum } = counts;
  if (scoredOf(counts) === 0) return undefined;
  return clamp((measure === 'whole' ? compoundSum : topicCompoundSum) / scoredOf(counts));
}

/** Returns the standard deviation of the compounds; undefined when it is unknown. */
export function spreadOf(counts: Counts, measure: Measure = 'whole'): number | undefined {
  const mean = meanOf(counts, measure);
  const [squares, posts] =
    measure === 'whole'
      ? [counts.compoundSquares, counts.squaredPosts]
      : [counts.topicCompoundSquares, counts.topicPosts];
  // Squares of a part of the posts say little about the others.
  if (mean === undefined || posts < scoredOf(counts) * 0.9) return undefined;
  return Math.sqrt(Math.max(0, squares / posts - mean * mean));
}

/** The posts of each polarity, of those whose polarity is known. */
export interface Polarities {
  readonly posts: number;
  readonly positive: number;
  readonly neutral: number;
  readonly negative: number;
}

/** Returns the posts by the polarity of what is measured. The store counts that of whole posts only. */
export function polaritiesOf(counts: Counts, measure: Measure): Polarities {
  if (measure === 'whole') return { ...counts, posts: scoredOf(counts) };
  const { topicPosts: posts, topicPositive: positive, topicNegative: negative } = counts;
  return { posts, positive, negative, neutral: posts - positive - negative };
}

/** The least coverage of a window that is drawn, in ms: of the first second, one post would be the mood. */
const minCoveredMs = 5_000;
/** Coverage reaches the present with a delay of up to this, in ms. */
const graceMs = 2_000;

function edge(counts: Counts, measure: Measure, side: -1 | 1): number | undefined {
  const mean = meanOf(counts, measure);
  const spread = spreadOf(counts, measure);
  return mean === undefined || spread === undefined ? undefined : clamp(mean + side * spread);
}

const clamp = (value: number): number => Math.min(1, Math.max(-1, value));

/** Returns the counts of a domain. */
export function totalOf(series: Series, { ringMs }: Pick<Range, 'ringMs'>, { from, to }: Domain): Counts {
  const ring = series.ring(ringMs);
  let counts = noCounts;
  for (let at = Math.floor(from / ringMs) * ringMs; at < to; at += ringMs) counts = sum(counts, ring.at(at));
  return counts;
}
