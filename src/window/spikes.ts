import type { Spike } from '../model/index.ts';

/** A volume of a window that ends at `to`, in event time. */
interface Sample {
  readonly to: number;
  readonly posts: number;
}

/** Windows of the past that a new one is held against. */
const maxSamples = 24;
/** With fewer, nothing is said. */
const minSamples = 6;
/** A spike has this many posts, is this many times the baseline, and this many deviations above it, at least. */
const minPosts = 10;
const minRatio = 2;
const minDeviations = 5;
/** Times the median absolute deviation this is the standard deviation, where values are distributed normally. */
const madScale = 1.4826;

export interface SpikeDetector {
  /**
   * Holds a window against the past ones that ended before it began, then takes it for one of them. Windows of a length,
   * by their end; where time goes back, what was after it is forgotten.
   */
  readonly judge: (window: { readonly from: number; readonly to: number; readonly posts: number }) => Spike | undefined;
}

/**
 * Finds windows with far more posts than the query's own past has: against the median of up to 24 windows that neither
 * overlap each other nor this one, in robust deviations (Leys et al. 2013, "Detecting outliers: do not use standard
 * deviation around the mean, use absolute deviation around the median"), but no less than chance alone spreads such a
 * count (the root of it, as of any Poisson process). Silent before 6 such windows.
 */
export function createSpikeDetector(): SpikeDetector {
  let samples: readonly Sample[] = [];
  return {
    judge: ({ from, to, posts }) => {
      samples = samples.filter((sample) => sample.to <= to);
      const past = samples.filter((sample) => sample.to <= from).map((sample) => sample.posts);
      if ((samples.at(-1)?.to ?? -Infinity) <= from) samples = [...samples, { to, posts }].slice(-maxSamples);
      return past.length < minSamples ? undefined : spikeOf(posts, past);
    },
  };
}

function spikeOf(posts: number, past: readonly number[]): Spike | undefined {
  const baseline = median(past);
  const deviation = madScale * median(past.map((count) => Math.abs(count - baseline)));
  const spread = Math.max(deviation, Math.sqrt(Math.max(1, baseline)));
  const ratio = posts / Math.max(1, baseline);
  if (posts < minPosts || ratio < minRatio || posts - baseline < minDeviations * spread) return undefined;
  return { ratio: Math.round(ratio * 100) / 100, baseline };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2;
}
