import type { Gap } from './gaps.ts';
import type { Domain, Range } from './ranges.ts';
import { noCounts, sum, type Counts } from './ring-buffer.ts';
import type { Series } from './series.ts';

/** Of which sentiment: that of whole posts, or that of the query's own words in them. */
export type Measure = 'whole' | 'topic';

/** A value to draw; undefined where nothing was posted, which a line passes over; null in a gap, which breaks it. */
export type Value = number | null | undefined;

export interface Points {
  /** -1 to 1. */
  readonly mean: readonly Value[];
  /** The mean less and plus one standard deviation of the posts. */
  readonly low: readonly Value[];
  readonly high: readonly Value[];
  /** Posts per minute in the window. */
  readonly rate: readonly Value[];
  /** What each point's window counts. */
  readonly windows: readonly Counts[];
  /** What each step alone counts. */
  readonly counts: readonly Counts[];
}

/** The points of a domain, in epoch ms: each stands at the end of its step. Equal for all queries of a chart. */
export function timesOf({ stepMs }: Range, { from, to }: Domain): readonly number[] {
  const first = Math.floor(from / stepMs) + 1;
  const last = Math.ceil(to / stepMs);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => (first + index) * stepMs);
}

export interface PointsOptions {
  readonly times: readonly number[];
  readonly gaps: readonly Gap[];
  readonly measure: Measure;
  /** Epoch ms: a step that is not over yet is as long as it has been. */
  readonly now: number;
}

/** What is drawn of a query. */
export function pointsOf(series: Series, range: Range, { times, gaps, measure, now }: PointsOptions): Points {
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
  const windows = times.map((_, index) => steps.slice(index, index + reach).reduce(sum));
  const isGap = (index: number): boolean => {
    const end = times[index] ?? 0;
    const isEmpty = (steps[index + reach - 1]?.posts ?? 0) === 0;
    return isEmpty && gaps.some(({ from, to }) => from < end && to > end - range.stepMs);
  };
  // Before the first post nothing was asked for: that time is no part of a rate.
  const { firstAt = now } = series;
  const lengthAt = (index: number): number => {
    const end = times[index] ?? 0;
    return Math.min(end, now) - Math.max(end - range.windowMs, firstAt);
  };
  const draw = (value: (counts: Counts) => number | undefined): readonly Value[] =>
    breakLong(windows.map((counts, index) => (isGap(index) ? null : value(counts))));
  return {
    mean: draw((counts) => meanOf(counts, measure)),
    low: draw((counts) => edge(counts, -1)),
    high: draw((counts) => edge(counts, 1)),
    rate: windows.map(({ posts }, index) => (isGap(index) ? null : perMinute(posts, lengthAt(index)))),
    windows,
    counts: steps.slice(reach - 1),
  };
}

/** The mean of what was counted; undefined when nothing was. */
export function meanOf({ posts, compound, topic }: Counts, measure: Measure): number | undefined {
  if (posts === 0) return undefined;
  return clamp((measure === 'whole' ? compound : topic) / posts);
}

/** The standard deviation of the posts' compounds; undefined when it is not known. */
export function spreadOf({ posts, compound, squares, squared }: Counts): number | undefined {
  if (squared < 0.5 || posts === 0) return undefined;
  const mean = compound / posts;
  return Math.sqrt(Math.max(0, squares / squared - mean * mean));
}

/** Of all points: a silence that is longer may be a time in which nobody asked, and no line goes over it. */
const longest = 1 / 10;

function breakLong(values: readonly Value[]): readonly Value[] {
  const most = Math.max(3, values.length * longest);
  const drawn = [...values];
  let last: number | undefined;
  for (const [index, value] of values.entries()) {
    if (value === undefined) continue;
    if (last !== undefined && index - last > most) drawn.fill(null, last + 1, index);
    last = index;
  }
  return drawn;
}

/** Undefined over no time at all; a second at least, so that the first posts are no flood. */
function perMinute(posts: number, ms: number): number | undefined {
  return ms <= 0 ? undefined : (posts * 60_000) / Math.max(1_000, ms);
}

function edge(counts: Counts, side: -1 | 1): number | undefined {
  const mean = meanOf(counts, 'whole');
  const spread = spreadOf(counts);
  return mean === undefined || spread === undefined ? undefined : clamp(mean + side * spread);
}

const clamp = (value: number): number => Math.min(1, Math.max(-1, value));

/** All that a domain counts. */
export function totalOf(series: Series, { ringMs }: Range, { from, to }: Domain): Counts {
  const ring = series.ring(ringMs);
  let counts = noCounts;
  for (let at = Math.floor(from / ringMs) * ringMs; at < to; at += ringMs) counts = sum(counts, ring.at(at));
  return counts;
}
