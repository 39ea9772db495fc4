import { paneMsOf, type Summary, type WindowSpec } from '../model/index.ts';
import { floorTo, Panes } from './panes.ts';
import { createAnomalyDetector } from './anomalies.ts';
import { summaryOf } from './summary.ts';
import type { Counted } from './tally.ts';

/**
 * One window of one query: what is said of it, and when. See WINDOWS.md for the rules.
 *
 * In memory are panes (of which each takes a bounded part, see `createTally`) of `windowMs + everyMs` before the last
 * closed bucket and all after it.
 */
export class SlidingWindow {
  readonly #spec: WindowSpec;
  readonly #panes: Panes;
  /** The query's own words. */
  readonly #without: ReadonlySet<string>;
  /** The last result that a tile had when it was last told, by the tile's end. */
  readonly #told = new Map<number, number>();
  readonly #signs = createAnomalyDetector();
  #closedBefore = -Infinity;
  /** From when on the query has been followed: a window that begins earlier says nothing of how much is usual. */
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
   * The final summaries of the tiles that have been closed by now: of those that were never told, or have got more posts
   * since; the oldest first.
   */
  close(closedBefore: number): readonly Summary[] {
    if (closedBefore === this.#closedBefore) return [];
    const { windowMs, everyMs } = this.#spec;
    const summaries = this.#tellTiles(closedBefore, (to, last) => last > (this.#told.get(to) ?? 0));
    const end = closedBefore - windowMs - everyMs;
    this.#panes.forget(end);
    for (const to of this.#told.keys()) if (to <= end) this.#told.delete(to);
    this.#closedBefore = closedBefore;
    return summaries;
  }

  /**
   * What there is to say at an event time: the tiles before it that have posts and were never told, the oldest first;
   * then the last window that ends by it, empty or not.
   */
  emitAt(frontier: number): readonly Summary[] {
    const { windowMs, everyMs } = this.#spec;
    const to = floorTo(frontier, everyMs);
    if (to % windowMs === 0) this.#told.set(to, this.#panes.results);
    if (this.#since === undefined || frontier < this.#since) this.#since = frontier;
    const passed = this.#tellTiles(to, (tile) => !this.#told.has(tile));
    return [...passed, this.#summary(to, to - windowMs >= this.#since)];
  }

  #tellTiles(end: number, isDue: (to: number, last: number) => boolean): readonly Summary[] {
    const due = [...this.#panes.lastOfTiles(this.#spec.windowMs, end)].filter(([to, last]) => isDue(to, last));
    for (const [to, last] of due) this.#told.set(to, last);
    return due.map(([to]) => this.#summary(to)).sort((a, b) => a.to - b.to);
  }

  #summary(to: number, judged = false): Summary {
    const from = to - this.#spec.windowMs;
    const tally = this.#panes.sum(from, to);
    const summary = summaryOf(tally, { from, to, without: this.#without });
    return judged ? { ...summary, ...this.#signs.detect(summary) } : summary;
  }
}
