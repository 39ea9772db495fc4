/** A span of time [from, to), epoch ms. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Returns the union of spans: in order, disjoint, none empty. */
export function union(spans: readonly Span[]): readonly Span[] {
  const merged: { from: number; to: number }[] = [];
  for (const { from, to } of spans.toSorted((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (to <= from) continue;
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to);
    else merged.push({ from, to });
  }
  return merged;
}

/** Returns the covered ms of each bucket that a union covers, by the bucket's start. */
export function coveredByBucket(spans: readonly Span[], step: number): Map<number, number> {
  const covered = new Map<number, number>();
  for (const { from, to } of spans) {
    for (let at = Math.floor(from / step) * step; at < to; at += step) {
      const ms = Math.min(to, at + step) - Math.max(from, at);
      covered.set(at, (covered.get(at) ?? 0) + ms);
    }
  }
  return covered;
}
