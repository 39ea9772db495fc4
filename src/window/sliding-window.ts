import { paneMsOf, type Summary, type WindowSpec } from '../model/index.ts';
import { createSpikeDetector } from './spikes.ts';
import { summaryOf } from './summary.ts';
import { createTally, type Counted, type TallyBuilder } from './tally.ts';

/** A part of a window: what was counted in it, and the number of the last result that was. */
interface Pane {
  readonly tally: TallyBuilder;
  last: number;
}

/**
 * One window of one query: what is said of it, and when. See WINDOWS.md for the rules.
 *
 * It is made of panes that add up, a pane being there only where there are posts; in memory are those of `windowMs +
 * everyMs` before the last closed bucket and all after it.
 */
export class SlidingWindow {
  readonly #spec: WindowSpec;
  readonly #paneMs: number;
  /** The query's own words. */
  readonly #without: ReadonlySet<string>;
  /** By their start. */
  readonly #panes = new Map<number, Pane>();
  /** The last result that a tile had when it was last told, by the tile's end. */
  readonly #told = new Map<number, number>();
  readonly #spikes = createSpikeDetector();
  #results = 0;
  #closedBefore = -Infinity;
  /** From when on the query has been followed: a window that begins earlier says nothing of how much is usual. */
  #since: number | undefined;

  constructor(spec: WindowSpec, without: ReadonlySet<string>) {
    this.#spec = spec;
    this.#paneMs = paneMsOf(spec);
    this.#without = without;
  }

  /** Counts a result that is on time. */
  add(result: Counted): void {
    const start = floorTo(result.at, this.#paneMs);
    const pane = this.#panes.get(start) ?? { tally: createTally(), last: 0 };
    this.#panes.set(start, pane);
    pane.tally.add(result);
    this.#results += 1;
    pane.last = this.#results;
  }

  /**
   * The final summaries of the tiles that have been closed by now: of those that were never told, or have got more posts
   * since; the oldest first.
   */
  close(closedBefore: number): readonly Summary[] {
    if (closedBefore === this.#closedBefore) return [];
    const { windowMs, everyMs } = this.#spec;
    const summaries: Summary[] = [];
    for (const [to, last] of this.#tilesUpTo(closedBefore)) {
      if (last <= (this.#told.get(to) ?? 0)) continue;
      this.#told.set(to, last);
      summaries.push(this.#summary(to));
    }
    this.#forget(closedBefore - windowMs - everyMs);
    this.#closedBefore = closedBefore;
    return summaries.sort((a, b) => a.to - b.to);
  }

  /** The summary of the last window that ends at an event time or before it, empty or not. */
  tell(frontier: number): Summary {
    const { windowMs, everyMs } = this.#spec;
    const to = floorTo(frontier, everyMs);
    if (to % windowMs === 0) this.#told.set(to, this.#results);
    if (this.#since === undefined || frontier < this.#since) this.#since = frontier;
    return this.#summary(to, to - windowMs >= this.#since);
  }

  #summary(to: number, judged = false): Summary {
    const from = to - this.#spec.windowMs;
    const tally = createTally();
    for (let start = from; start < to; start += this.#paneMs) {
      const pane = this.#panes.get(start);
      if (pane !== undefined) tally.merge(pane.tally);
    }
    const spike = judged ? this.#spikes.judge({ from, to, posts: tally.posts }) : undefined;
    return summaryOf(tally, { from, to, without: this.#without, spike });
  }

  /** The tiles that have posts and end at an event time or before it, by their end, each with the last result in it. */
  #tilesUpTo(end: number): ReadonlyMap<number, number> {
    const { windowMs } = this.#spec;
    const tiles = new Map<number, number>();
    for (const [start, { last }] of this.#panes) {
      const to = floorTo(start, windowMs) + windowMs;
      if (to <= end) tiles.set(to, Math.max(last, tiles.get(to) ?? 0));
    }
    return tiles;
  }

  /** Lets go of what ended at an event time or before it. */
  #forget(end: number): void {
    for (const to of this.#told.keys()) if (to <= end) this.#told.delete(to);
    for (const start of this.#panes.keys()) if (start + this.#paneMs <= end) this.#panes.delete(start);
  }
}

const floorTo = (value: number, step: number): number => Math.floor(value / step) * step;
