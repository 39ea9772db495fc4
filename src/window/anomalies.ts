import { fourDigits, type Shift, type Anomalies, type Spike } from '../model/index.ts';

/** What a window that ends at `to`, in event time, has been. */
interface Sample {
  readonly to: number;
  readonly posts: number;
  readonly meanCompound: number;
}

/** The window to judge begins at `from`. */
interface Candidate extends Sample {
  readonly from: number;
}

/** Windows of the past that a new one is held against. */
const maxSamples = 24;
/** With fewer, nothing is said. */
const minSamples = 6;
/** Windows with fewer posts are no spike, and no mood. */
const minPosts = 10;
/** Robust deviations from the baseline, at least. */
const minDeviations = 5;
/** A spike has this many times the baseline, a shift is this far from it, at least. */
const minRatio = 2;
const minChange = 0.2;
/** What compounds of single posts spread by, when half of them are for and half against. */
const compoundSpread = 0.5;
/** Times the median absolute deviation this is the standard deviation, where values are distributed normally. */
const madScale = 1.4826;

export interface AnomalyDetector {
  /**
   * Holds a window against the past ones that ended before it began, then takes it for one of them. Windows of a length,
   * by their end; where time goes back, what was after it is forgotten.
   */
  readonly detect: (window: Candidate) => Anomalies;
}

/**
 * Finds windows with far more posts than the query's own past has, or with another mood: against the median of up to 24
 * windows that neither overlap each other nor this one, in robust deviations (Leys et al. 2013, "Detecting outliers: do
 * not use standard deviation around the mean, use absolute deviation around the median"), but no less than chance alone
 * spreads such a count (the root of it, as of any Poisson process) or the mean of so many posts. Silent before 6 such
 * windows; a mood is that of 10 posts at least.
 */
export function createAnomalyDetector(): AnomalyDetector {
  let samples: readonly Sample[] = [];
  return {
    detect: ({ from, to, posts, meanCompound }) => {
      const sample = { to, posts, meanCompound };
      samples = samples.filter((one) => one.to <= to);
      const past = samples.filter((one) => one.to <= from);
      if ((samples.at(-1)?.to ?? -Infinity) <= from) samples = [...samples, sample].slice(-maxSamples);
      const [spike, shift] = [spikeOf(sample, past), shiftOf(sample, past)];
      return { ...(spike !== undefined && { spike }), ...(shift !== undefined && { shift }) };
    },
  };
}

function spikeOf({ posts }: Sample, past: readonly Sample[]): Spike | undefined {
  if (past.length < minSamples || posts < minPosts) return undefined;
  const { baseline, deviation } = usual(past.map((sample) => sample.posts));
  const spread = Math.max(deviation, Math.sqrt(Math.max(1, baseline)));
  const ratio = posts / Math.max(1, baseline);
  if (ratio < minRatio || posts - baseline < minDeviations * spread) return undefined;
  return { ratio: Math.round(ratio * 100) / 100, baseline };
}

function shiftOf({ posts, meanCompound }: Sample, past: readonly Sample[]): Shift | undefined {
  const moods = past.filter((sample) => sample.posts >= minPosts);
  if (moods.length < minSamples || posts < minPosts) return undefined;
  const { baseline, deviation } = usual(moods.map((sample) => sample.meanCompound));
  const spread = Math.max(deviation, compoundSpread / Math.sqrt(posts));
  const change = meanCompound - baseline;
  if (Math.abs(change) < Math.max(minChange, minDeviations * spread)) return undefined;
  return { change: fourDigits(change), baseline: fourDigits(baseline) };
}

/** The median, and what values deviate from it. */
function usual(values: readonly number[]) {
  const baseline = median(values);
  return { baseline, deviation: madScale * median(values.map((value) => Math.abs(value - baseline))) };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2;
}
