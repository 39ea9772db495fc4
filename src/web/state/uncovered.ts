import type { Domain } from './ranges.ts';
import type { Counts } from './ring-buffer.ts';

/** A span of time in which queries were not covered. */
export interface UncoveredSpan extends Domain {
  readonly label: string;
  /** Whether it was none of them, not some. */
  readonly isWhole: boolean;
}

/** A query, and whether it was covered in each step. */
export interface CoveredLine {
  readonly name: string;
  readonly covered: readonly boolean[];
}

/**
 * Returns the spans in which none of some queries was covered, and, from the first covered step on, those in which some
 * were not. `times` are the ends of the steps.
 */
export function uncoveredSpans(
  times: readonly number[],
  lines: readonly CoveredLine[],
  stepMs: number,
): readonly UncoveredSpan[] {
  const begin = times.findIndex((_, index) => lines.some(({ covered }) => covered[index]));
  const spans: { from: number; to: number; label: string; isWhole: boolean }[] = [];
  for (const [index, end] of times.entries()) {
    const missing = lines.filter(({ covered }) => covered[index] !== true);
    const isWhole = missing.length === lines.length;
    if (missing.length === 0 || (!isWhole && index < begin)) continue;
    const label = isWhole ? 'not tracked' : labelOf(missing);
    const last = spans.at(-1);
    if (last?.to === end - stepMs && last.label === label) last.to = end;
    else spans.push({ from: end - stepMs, to: end, label, isWhole });
  }
  return spans;
}

/** Returns a span with the parts of the steps beside it that were not covered either. */
export function exactSpan({ from, to }: Domain, times: readonly number[], counts: readonly Counts[]): Domain {
  const stepMs = (times[1] ?? 0) - (times[0] ?? 0);
  const uncoveredMs = (end: number): number => Math.max(0, stepMs - (counts[times.indexOf(end)]?.coveredMs ?? stepMs));
  return { from: from - uncoveredMs(from), to: to + uncoveredMs(to + stepMs) };
}

function labelOf([first, second, ...others]: readonly CoveredLine[]): string {
  if (second === undefined) return `${first?.name ?? ''} not tracked`;
  return `${first?.name ?? ''}, ${others.length === 0 ? second.name : `${others.length + 1} more`} not tracked`;
}
