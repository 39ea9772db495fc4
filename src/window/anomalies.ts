import { fourDigits, type Shift, type Anomalies, type Spike } from '../model/index.ts';

/** The figures of a window [from, to) of event time. */
interface Sample {
  readonly from: number;
  readonly to: number;
  readonly posts: number;
  /** The posts without a score; default 0. */
  readonly unscored?: number;
  readonly meanCompound: number;
}

/** The past windows that a new one is compared with, at most. */
const maxSamples = 24;
/** With fewer past windows nothing is found. */
const minSamples = 6;
/** A window with fewer posts is neither a spike nor a level shift, and has no mean to compare with. */
const minPosts = 10;
/** The least distance from the baseline, in robust deviations. */
const minDeviations = 5;
/** The least ratio of a spike to the baseline, and the least change of a level shift. */
const minRatio = 2;
const minChange = 0.2;
/** The standard deviation of single posts' compounds when half of them are for and half against. */
const compoundSpread = 0.5;
/** The standard deviation divided by the median absolute deviation, for a normal distribution. */
const madScale = 1.4826;

export interface AnomalyDetector {
  /**
   * Compares a window with the past ones that ended before it began, then takes it as one of them. All windows have the
   * same length, and come in the order of their ends; where time goes back, later windows are dropped.
   */
  readonly detect: (window: Sample) => Anomalies;
  /** Drops the past windows that overlap [from, to): posts are missing in them. */
  readonly ignore: (from: number, to: number) => void;
}

/**
 * Creates a detector of windows with far more posts than a query's own past (a spike), or with another mean compound (a
 * level shift). A window is compared with the median of up to 24 windows that overlap neither each other nor it, in robust
 * deviations (Leys et al. 2013, "Detecting outliers: do not use standard deviation around the mean, use absolute deviation
 * around the median"), but no less than chance alone spreads such a count (its square root, as of any Poisson process) or
 * the mean of so many posts. Nothing is found before there are 6 such windows; a mean counts with 10 posts or more.
 *
 * @example
 * const detector = createAnomalyDetector();
 * detector.detect({ from: 0, to: 60_000, posts: 90, meanCompound: 0.1 }); // {} or { spike: { ratio: 9, baseline: 10 } }
 */
export function createAnomalyDetector(): AnomalyDetector {
  let samples: readonly Sample[] = [];
  return {
    detect: (sample) => {
      const { from, to } = sample;
      samples = samples.filter((one) => one.to <= to);
      const past = samples.filter((one) => one.to <= from);
      if ((samples.at(-1)?.to ?? -Infinity) <= from) samples = [...samples, sample].slice(-maxSamples);
      const [spike, shift] = [spikeOf(sample, past), shiftOf(sample, past)];
      return { ...(spike !== undefined && { spike }), ...(shift !== undefined && { shift }) };
    },
    ignore: (from, to) => {
      samples = samples.filter((one) => one.to <= from || one.from >= to);
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

function shiftOf(sample: Sample, past: readonly Sample[]): Shift | undefined {
  const posts = scoredOf(sample);
  const moods = past.filter((each) => scoredOf(each) >= minPosts);
  if (moods.length < minSamples || posts < minPosts) return undefined;
  const { baseline, deviation } = usual(moods.map(({ meanCompound }) => meanCompound));
  const spread = Math.max(deviation, compoundSpread / Math.sqrt(posts));
  const change = sample.meanCompound - baseline;
  if (Math.abs(change) < Math.max(minChange, minDeviations * spread)) return undefined;
  return { change: fourDigits(change), baseline: fourDigits(baseline) };
}

const scoredOf = ({ posts, unscored = 0 }: Sample): number => posts - unscored;

/** Returns the median of values, and their robust deviation from it. */
function usual(values: readonly number[]) {
  const baseline = median(values);
  return { baseline, deviation: madScale * median(values.map((value) => Math.abs(value - baseline))) };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2;
}
