import type { GapFilled } from '../../protocol/index.ts';

/** A stretch of time of which posts may be missing. Epoch ms. */
export interface Gap {
  /** The source, or `connection` for our own. */
  readonly source: string;
  readonly from: number;
  readonly to: number;
  /** A sentence. */
  readonly cause: string;
  readonly filled: GapFilled;
  /** Whether it is not over. */
  readonly open?: boolean;
}

/** What is remembered at most; the oldest go. */
const maxGaps = 50;

const worst: readonly GapFilled[] = ['none', 'partial', 'full'];

/** The gaps with one more. It is told to each query, so what overlaps of one source is one, filled as the worse is. */
export function addGap(gaps: readonly Gap[], gap: Gap): readonly Gap[] {
  const isSame = (other: Gap): boolean => other.source === gap.source && other.from <= gap.to && other.to >= gap.from;
  const merged = gaps.filter(isSame).reduce(union, gap);
  return [...gaps.filter((other) => !isSame(other)), merged].toSorted((a, b) => a.from - b.from).slice(-maxGaps);
}

function union(a: Gap, b: Gap): Gap {
  const filled = worst.find((each) => each === a.filled || each === b.filled) ?? 'none';
  return { ...a, from: Math.min(a.from, b.from), to: Math.max(a.to, b.to), filled };
}

/** Those that posts are missing from. */
export const lossy = (gaps: readonly Gap[]): readonly Gap[] => gaps.filter(({ filled }) => filled !== 'full');
