/** A window of a query: how much time it looks back on, and how often it is told. Both in ms. */
export interface WindowSpec {
  readonly windowMs: number;
  /** Equal to `windowMs` for a tumbling window, less for a sliding one. */
  readonly everyMs: number;
}

/** What a window may ask for. */
export const windowBounds = {
  minWindowMs: 1_000,
  maxWindowMs: 3_600_000,
  minEveryMs: 250,
  /** A window is kept in panes, as long as the longest time that divides both of its figures; none is shorter than this. */
  minPaneMs: 50,
  /** Panes in a window at most: a window of an hour is told every 10 s at most. */
  maxPanes: 360,
} as const;

/** The longest stretch of time that both figures are multiples of, in ms. */
export function paneMsOf({ windowMs, everyMs }: WindowSpec): number {
  let [longer, shorter] = [windowMs, everyMs];
  while (shorter > 0) [longer, shorter] = [shorter, longer % shorter];
  return longer;
}

/** Why a window can't be had, as a sentence; undefined when it can. */
export function windowFault({ windowMs, everyMs }: WindowSpec): string | undefined {
  const { minWindowMs, maxWindowMs, minEveryMs, minPaneMs, maxPanes } = windowBounds;
  if (!Number.isInteger(windowMs) || windowMs < minWindowMs || windowMs > maxWindowMs) {
    return `\`windowMs\` must be a whole number from ${minWindowMs} to ${maxWindowMs}.`;
  }
  if (!Number.isInteger(everyMs) || everyMs < minEveryMs || everyMs > windowMs) {
    return `\`everyMs\` must be a whole number from ${minEveryMs} to \`windowMs\`.`;
  }
  const paneMs = paneMsOf({ windowMs, everyMs });
  if (paneMs < minPaneMs || windowMs / paneMs > maxPanes) {
    return `A window of ${windowMs} ms every ${everyMs} ms has too many parts: let \`everyMs\` divide \`windowMs\`, ${maxPanes} times at most.`;
  }
  return undefined;
}
