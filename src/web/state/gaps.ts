import type { GapFilled } from '../../protocol/index.ts';
import type { SourceSummary } from './sources.ts';

/** A span of time of which posts may be missing, in epoch ms. */
export interface Gap {
  /** The source, or `connection` for the page's own connection. */
  readonly source: string;
  readonly from: number;
  readonly to: number;
  /** A sentence. */
  readonly cause: string;
  readonly filled: GapFilled;
  /** Whether it is still open. */
  readonly open?: boolean;
}

/** The most gaps that are remembered; beyond it, the oldest are removed. */
const maxGaps = 50;

const worst: readonly GapFilled[] = ['none', 'partial', 'full'];

/**
 * Adds a gap. It is sent to each query, so overlapping gaps of one source are merged, filled as the worst of them.
 */
export function addGap(gaps: readonly Gap[], gap: Gap): readonly Gap[] {
  const isSame = (other: Gap): boolean => other.source === gap.source && other.from <= gap.to && other.to >= gap.from;
  const merged = gaps.filter(isSame).reduce(union, gap);
  return [...gaps.filter((other) => !isSame(other)), merged].toSorted((a, b) => a.from - b.from).slice(-maxGaps);
}

function union(a: Gap, b: Gap): Gap {
  const filled = worst.find((each) => each === a.filled || each === b.filled) ?? 'none';
  return { ...a, from: Math.min(a.from, b.from), to: Math.max(a.to, b.to), filled };
}

/** Returns the gaps that posts are missing from. */
export const lossy = (gaps: readonly Gap[]): readonly Gap[] => gaps.filter(({ filled }) => filled !== 'full');

/** An interruption that is not over: since when, and why. */
export interface OpenGap {
  readonly source: string;
  /** Event time, epoch ms. */
  readonly from: number;
  /** A sentence. */
  readonly cause: string;
}

/**
 * Returns the open gaps of sources: those that are not live although they have been, or that state a reason. A gap keeps
 * its beginning from the previous ones.
 */
export function openGapsOf(
  sources: readonly SourceSummary[],
  previous: readonly OpenGap[],
  { wasLive, now }: { readonly wasLive: ReadonlySet<string>; readonly now: number },
): readonly OpenGap[] {
  return sources.flatMap(({ source, state, reason }) => {
    if (state === 'live' || (reason === undefined && !wasLive.has(source))) return [];
    const known = previous.find((gap) => gap.source === source);
    return [{ source, from: known?.from ?? now, cause: reason ?? known?.cause ?? 'The source is not live.' }];
  });
}

/** Returns an open gap as it is now. */
export const untilNow = ({ source, from, cause }: OpenGap, now: number): Gap => ({
  source,
  from,
  to: Math.max(from, now),
  cause,
  filled: 'none',
  open: true,
});
