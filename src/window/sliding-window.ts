import { paneMsOf, type Summary, type WindowSpec } from '../model/index.ts';
import { createAnomalyDetector } from './anomalies.ts';
import { floorTo, Panes } from './panes.ts';
import { summaryOf } from './summary.ts';
import type { Counted } from './tally.ts';

/**
 * One window of one query. WINDOWS.md has the rules of what it emits, and when.
 *
 * In memory are the panes of `windowMs + everyMs` before the last closed bucket and all after it; each has a bounded size
 * (see `createTally`).
 *
 * @example
 * const window = new SlidingWindow({ windowMs: 60_000, everyMs: 10_000 }, wordsOfQuery(query));
 * window.add(counted);
 * const summaries = window.emitAt(watermark.eventTimeNow(now));
 */
export class SlidingWindow {
  readonly #spec: WindowSpec;
  readonly #panes: Panes;
  /** The query's own words. */
  readonly #without: ReadonlySet<string>;
  /** The number of the last result that a tile had when it was last emitted, by the tile's end. */
  readonly #emitted = new Map<number, number>();
  readonly #anomalies = createAnomalyDetector();
  #closedBefore = -Infinity;
  /** The event time from which the window has counted; it is not judged where it begins earlier. */
  #since: number | undefined;

  constructor(spec: WindowSpec, without: ReadonlySet<string>) {
    this.#spec = spec;
    this.#panes = new Panes(paneMsOf(spec));
    this.#without = without;
  }

  /** Counts a result that is on time. */
  add(result: Counted): void {
    this.#panes.add(result);
  }

  /**
   * Returns the final summaries of the tiles that have closed by now: of those that were never emitted, or have got more
   * posts since; the oldest first.
   */
  close(closedBefore: number): readonly Summary[] {
    if (closedBefore === this.#closedBefore) return [];
    const { windowMs, everyMs } = this.#spec;
    const summaries = this.#emitTiles(closedBefore, (to, last) => last > (this.#emitted.get(to) ?? 0));
    const end = closedBefore - windowMs - everyMs;
    this.#panes.dropBefore(end);
    for (const to of this.#emitted.keys()) if (to <= end) this.#emitted.delete(to);
    this.#closedBefore = closedBefore;
    return summaries;
  }

  /**
   * Returns the summaries that are due at an event time: of the tiles before it that have posts and were never emitted,
   * the oldest first; then of the last window that ends by it, empty or not. That one is judged, and compared with, only
   * if the query was covered throughout it: `coveredSince` is the event time from which it has been covered.
   */
  emitAt(eventTime: number, coveredSince = -Infinity): readonly Summary[] {
    const { windowMs, everyMs } = this.#spec;
    const to = floorTo(eventTime, everyMs);
    if (to % windowMs === 0) this.#emitted.set(to, this.#panes.results);
    if (this.#since === undefined || eventTime < this.#since) this.#since = eventTime;
    const passed = this.#emitTiles(to, (tile) => !this.#emitted.has(tile));
    const last = this.#summary(to);
    if (last.from < Math.max(this.#since, coveredSince)) return [...passed, last];
    return [...passed, { ...last, ...this.#anomalies.detect(last) }];
  }

  /** Ignores the windows that overlap [from, to) as a past to compare with: posts are missing in them. */
  ignore(from: number, to: number): void {
    this.#anomalies.ignore(from, to);
  }

  #emitTiles(end: number, isDue: (to: number, last: number) => boolean): readonly Summary[] {
    const due = [...this.#panes.lastOfTiles(this.#spec.windowMs, end)].filter(([to, last]) => isDue(to, last));
    for (const [to, last] of due) this.#emitted.set(to, last);
    return due.map(([to]) => this.#summary(to)).sort((a, b) => a.to - b.to);
  }

  #summary(to: number): Summary {
    const from = to - this.#spec.windowMs;
    return summaryOf(this.#panes.sum(from, to), { from, to, without: this.#without });
  }
}
