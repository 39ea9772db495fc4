import type { Summary, WindowSpec } from '../model/index.ts';
import { createAnomalyDetector } from './anomalies.ts';
import { floorTo, type Panes } from './panes.ts';
import { summaryOf } from './summary.ts';

export interface SlidingWindowOptions extends WindowSpec {
  /** The panes that it is a sum of, which it may share with other windows of the query: `paneMsOf` says how long they are. */
  readonly panes: Panes;
  /** The query's own words, which are left out of `words`. */
  readonly without: ReadonlySet<string>;
}

/**
 * One window of one query. WINDOWS.md has the rules of what it emits, and when. Its results are counted in its panes; of
 * those that were counted before it, it emits nothing by themselves.
 *
 * @example
 * const panes = new Panes(paneMsOf(spec));
 * const window = new SlidingWindow({ ...spec, panes, without: wordsOfQuery(query) });
 * panes.add(counted);
 * const summaries = window.emitAt(watermark.eventTimeNow(now));
 */
export class SlidingWindow {
  readonly #options: SlidingWindowOptions;
  /** The number of the last result that a tile had when it was last emitted, by the tile's end. */
  readonly #emitted = new Map<number, number>();
  readonly #anomalies = createAnomalyDetector();
  #closedBefore = -Infinity;
  /** The event time from which the window has counted; it is not judged where it begins earlier. */
  #since: number | undefined;
  /** The number of the last result before the window. */
  readonly #openedAfter: number;
  /** Tiles that ended by `to` are not remembered: they have had the results up to the number `last`. */
  #settled = { to: -Infinity, last: 0 };

  constructor(options: SlidingWindowOptions) {
    this.#options = options;
    this.#openedAfter = options.panes.results;
  }

  /** The panes that ended by this event time are no longer needed. */
  get neededFrom(): number {
    return this.#closedBefore - this.span;
  }

  /** The time that it looks back on, at most, in ms. */
  get span(): number {
    return this.#options.windowMs + this.#options.everyMs;
  }

  /**
   * Returns the final summaries of the tiles that have closed by now: of those that were never emitted, or have got more
   * posts since; the oldest first.
   */
  close(closedBefore: number): readonly Summary[] {
    if (closedBefore === this.#closedBefore) return [];
    const { windowMs, panes } = this.#options;
    const hasTileClosed = floorTo(closedBefore, windowMs) !== floorTo(this.#closedBefore, windowMs);
    const summaries = hasTileClosed ? this.#emitTiles(closedBefore, (to, last) => last > this.#lastEmitted(to)) : [];
    this.#closedBefore = closedBefore;
    for (const to of this.#emitted.keys()) if (to <= this.neededFrom) this.#emitted.delete(to);
    if (this.neededFrom >= this.#settled.to) this.#settled = { to: this.neededFrom, last: panes.results };
    return summaries;
  }

  /**
   * Returns the summaries that are due at an event time: of the tiles before it that have posts and were never emitted,
   * the oldest first; then of the last window that ends by it, empty or not. That one is judged, and compared with, only
   * if the query was covered throughout it: `coveredSince` is the event time from which it has been covered.
   */
  emitAt(eventTime: number, coveredSince = -Infinity): readonly Summary[] {
    const { windowMs, everyMs, panes } = this.#options;
    const to = floorTo(eventTime, everyMs);
    if (to % windowMs === 0) this.#emitted.set(to, panes.results);
    if (this.#since === undefined || eventTime < this.#since) this.#since = eventTime;
    const passed = this.#emitTiles(to, (tile, last) => !this.#emitted.has(tile) && last > this.#lastEmitted(tile));
    const last = this.#summary(to);
    if (last.from < Math.max(this.#since, coveredSince)) return [...passed, last];
    return [...passed, { ...last, ...this.#anomalies.detect(last) }];
  }

  /** Ignores the windows that overlap [from, to) as a past to compare with: posts are missing in them. */
  ignore(from: number, to: number): void {
    this.#anomalies.ignore(from, to);
  }

  #emitTiles(end: number, isDue: (to: number, last: number) => boolean): readonly Summary[] {
    const { windowMs, panes } = this.#options;
    const due = [...panes.lastOfTiles(windowMs, end)].filter(([to, last]) => isDue(to, last));
    for (const [to, last] of due) this.#emitted.set(to, last);
    return due.map(([to]) => this.#summary(to)).sort((a, b) => a.to - b.to);
  }

  /** Returns the number of the last result that a tile had when it was last emitted, or that the window ignores in it. */
  #lastEmitted(to: number): number {
    return this.#emitted.get(to) ?? (to <= this.#settled.to ? this.#settled.last : this.#openedAfter);
  }

  #summary(to: number): Summary {
    const { windowMs, panes, without } = this.#options;
    const from = to - windowMs;
    panes.sum(from, to);
    return summaryOf(panes, { from, to, without });
  }
}
