import { meanOf, totalOf, type Measure } from './points.ts';
import { historyStepMs, ringSizes, type Domain, type Range } from './ranges.ts';
import type { Counts } from './ring-buffer.ts';
import type { Series } from './series.ts';

/** The difference between a period and the one of the same length before it. */
export interface Change {
  /** The change of the mean; undefined where one of the periods has no scored posts. */
  readonly mean: number | undefined;
  /** The posts per covered time, as times those before; undefined where there were none. */
  readonly times: number | undefined;
  /** The length of each period, in ms. */
  readonly ms: number;
}

/** The share of the period before that must be covered for a comparison. */
const leastCovered = 0.5;

/** Returns the step in which a live series keeps twice a range; undefined where it keeps less. */
export function comparedStepMs(range: Range): number | undefined {
  const least = historyStepMs(range);
  return ringSizes.find(([stepMs, length]) => stepMs >= least && stepMs * (length - 1) >= 2 * range.ms)?.[0];
}

/** Returns the change against the period before; undefined where too little of that is known. */
export function changeOf(
  series: Series,
  { stepMs, domain, measure }: { readonly stepMs: number; readonly domain: Domain; readonly measure: Measure },
): Change | undefined {
  const to = Math.floor(domain.from / stepMs) * stepMs;
  const ms = domain.to - domain.from;
  const now = totalOf(series, { ringMs: stepMs }, { from: to, to: domain.to });
  const before = totalOf(series, { ringMs: stepMs }, { from: to - ms, to });
  if (before.coveredMs < ms * leastCovered || now.coveredMs === 0) return undefined;
  const [mean, earlier] = [meanOf(now, measure), meanOf(before, measure)];
  return {
    mean: mean === undefined || earlier === undefined ? undefined : mean - earlier,
    times: before.posts === 0 ? undefined : rateOf(now) / rateOf(before),
    ms,
  };
}

const rateOf = ({ posts, coveredMs }: Counts): number => posts / coveredMs;

/** The points of a sparkline. */
const sparkPoints = 24;

/** Returns the mean of each part of a domain, for a sparkline; undefined in those without scored posts. */
export function sparkOf(
  series: Series,
  { range, domain, measure }: { readonly range: Range; readonly domain: Domain; readonly measure: Measure },
): readonly (number | undefined)[] {
  const { ringMs } = range;
  const ms = Math.max(ringMs, Math.ceil((domain.to - domain.from) / sparkPoints / ringMs) * ringMs);
  const count = Math.ceil((domain.to - domain.from) / ms);
  const end = Math.ceil(domain.to / ringMs) * ringMs;
  return Array.from({ length: count }, (_, index) => {
    const from = end - (count - index) * ms;
    return meanOf(totalOf(series, range, { from, to: from + ms }), measure);
  });
}
