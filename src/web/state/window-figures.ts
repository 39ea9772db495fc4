import { meanOf, totalOf, type Measure } from './points.ts';
import type { Domain, Range } from './ranges.ts';
import { noCounts, sum, share, type Counts } from './ring-buffer.ts';
import type { Series } from './series.ts';

/** A window in figures, beside the rest of the time around it. */
export interface WindowFigures {
  /** Whether anything is known of the window. */
  readonly isKnown: boolean;
  readonly posts: number;
  readonly mean: number | undefined;
  /** The posts per minute of covered time. */
  readonly rate: number | undefined;
  readonly restMean: number | undefined;
  readonly restRate: number | undefined;
}

/** Returns the figures of a window and of the rest of a domain. */
export function windowFigures(
  { series, range, measure }: { readonly series: Series; readonly range: Range; readonly measure: Measure },
  window: Domain,
  domain: Domain,
): WindowFigures {
  const inside = totalOf(series, range, window);
  const isPart = window.from >= domain.from - range.windowMs && window.to <= domain.to;
  const rest = isPart ? without(totalOf(series, range, domain), inside) : noCounts;
  return {
    isKnown: inside.posts > 0 || inside.coveredMs > 0,
    posts: inside.posts,
    mean: meanOf(inside, measure),
    rate: rateOf(inside),
    restMean: meanOf(rest, measure),
    restRate: rateOf(rest),
  };
}

/** The least time that a rate is of, in ms. */
const leastMs = 5_000;

const rateOf = ({ posts, coveredMs }: Counts): number | undefined =>
  coveredMs < leastMs ? undefined : (posts * 60_000) / coveredMs;

/** Returns counts without those of a part. */
function without(all: Counts, part: Counts): Counts {
  const rest = sum(all, share(part, -1));
  return rest.posts <= 0 ? { ...noCounts, coveredMs: Math.max(0, rest.coveredMs) } : rest;
}
