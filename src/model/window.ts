/** A window of a query: the time that it covers, and the time between two summaries of it. Both in ms. */
export interface WindowSpec {
  readonly windowMs: number;
  /** Equal to `windowMs` for a tumbling window, less for a sliding one. */
  readonly everyMs: number;
}

/** The bounds of what a window may ask for. */
export const windowBounds = {
  minWindowMs: 1_000,
  maxWindowMs: 3_600_000,
  minEveryMs: 250,
  /** A window consists of panes, whose length is the greatest common divisor of its two figures, but at least this. */
  minPaneMs: 50,
  /** The largest number of panes in a window: a window of an hour is summed up every 10 s at most. */
  maxPanes: 360,
} as const;

/** Returns the length of a window's panes in ms: the greatest common divisor of its two figures. */
export function paneMsOf({ windowMs, everyMs }: WindowSpec): number {
  let [longer, shorter] = [windowMs, everyMs];
  while (shorter > 0) [longer, shorter] = [shorter, longer % shorter];
  return longer;
}

/** Returns the reason why a window is refused, as a sentence; undefined when it is accepted. */
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

/** The time for which panes are kept for late posts, in ms: a post may be 30 s late, and its bucket lasts 10 s. */
const latenessMs = 40_000;
/** The price of an emission a second, in panes. */
const panesPerEmission = 10;

/**
 * Returns the price of a window: the panes that it keeps in memory, and the work of its emissions, in panes. A window of a
 * minute costs 23 when it is emitted every 5 s, and 111 when it is emitted every second. Windows of a query that share
 * panes cost less than their prices.
 *
 * @example
 * windowCost({ windowMs: 60_000, everyMs: 1_000 }); // 111
 */
export function windowCost(spec: WindowSpec): number {
  const { windowMs, everyMs } = spec;
  return Math.ceil((windowMs + everyMs + latenessMs) / paneMsOf(spec) + (panesPerEmission * 1_000) / everyMs);
}

/**
 * The most that the distinct windows of a session, an address and all clients may cost together. A session may have the
 * windows of the page (161 for a topic, over an hour) for each of 64 queries, an address for each of 200 queries that its
 * sessions share. A pane of a hundred posts or more takes up to 5 kB (the bench
 * `windows`), so all windows take at most 240 MB, and little where they share panes.
 */
export const defaultWindowBudget = { perSession: 12_000, perAddress: 34_000, total: 48_000 } as const;
