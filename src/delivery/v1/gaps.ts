import type { Filled, Gap } from '../../graph/index.ts';

const worst: readonly Filled[] = ['none', 'partial', 'full'];

/** One gap for two of the same source: what was missed lies in it, and no more of it was filled than of the worse. */
export function mergeGaps(a: Gap, b: Gap): Gap {
  const filled = worst.find((each) => each === a.filled || each === b.filled) ?? 'none';
  return { ...b, from: Math.min(a.from, b.from), to: Math.max(a.to, b.to), filled };
}
