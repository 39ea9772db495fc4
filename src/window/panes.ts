import { createTally, TallyBuilder, type Counted, type TallySnapshot } from './tally.ts';

interface Pane {
  readonly tally: TallyBuilder;
  /** The number of the last result in it. */
  last: number;
}

/** A pane as it was when it was added to the sum. */
interface Part {
  readonly last: number;
  readonly snapshot: TallySnapshot;
}

/**
 * The tallies of stretches of `paneMs`, of which windows are the sums; a stretch without results has none.
 *
 * The sum of a window is kept, so that the next window costs only what has changed: the panes that came in, that went out,
 * and that were added to. Three invariants make subtraction safe:
 *
 * 1. Only a snapshot that was added is subtracted, and once: `#parts` has exactly the snapshots that are in `#sum`. A pane
 *    that has changed since is subtracted as its old snapshot and added as a new one.
 * 2. A snapshot never changes: a tally copies what it shares with a snapshot before it is next added to.
 * 3. The sum keeps all keys (`Infinity`). A sum that drops rare keys would have nothing left to subtract from, or leave
 *    counts of keys behind; the panes do drop rare keys, so the memory of the sum is bounded by theirs.
 */
export class Panes {
  readonly #paneMs: number;
  /** By their start. */
  readonly #panes = new Map<number, Pane>();
  readonly #parts = new Map<number, Part>();
  readonly #sum = new TallyBuilder(Infinity);
  #results = 0;

  constructor(paneMs: number) {
    this.#paneMs = paneMs;
  }

  /** The number of results so far, which is the number of the last. */
  get results(): number {
    return this.#results;
  }

  add(result: Counted): void {
    const start = floorTo(result.at, this.#paneMs);
    const pane = this.#panes.get(start) ?? { tally: createTally(), last: 0 };
    this.#panes.set(start, pane);
    pane.tally.add(result);
    this.#results += 1;
    pane.last = this.#results;
  }

  /** Returns the sum of the panes in [from, to): the same object in every call, to be read before the next. */
  sum(from: number, to: number): TallyBuilder {
    for (const [start, { last, snapshot }] of this.#parts) {
      if (start >= from && start < to && this.#panes.get(start)?.last === last) continue;
      this.#sum.subtractSnapshot(snapshot);
      this.#parts.delete(start);
    }
    for (let start = from; start < to; start += this.#paneMs) {
      const pane = this.#panes.get(start);
      if (pane === undefined || this.#parts.has(start)) continue;
      const part = { last: pane.last, snapshot: pane.tally.snapshot() };
      this.#sum.addSnapshot(part.snapshot);
      this.#parts.set(start, part);
    }
    return this.#sum;
  }

  /** Returns the last result of each stretch of `tileMs` that has results and ends at `end` or before, by its own end. */
  lastOfTiles(tileMs: number, end: number): ReadonlyMap<number, number> {
    const tiles = new Map<number, number>();
    for (const [start, { last }] of this.#panes) {
      const to = floorTo(start, tileMs) + tileMs;
      if (to <= end) tiles.set(to, Math.max(last, tiles.get(to) ?? 0));
    }
    return tiles;
  }

  /** Drops the panes that ended at an event time or before. */
  dropBefore(end: number): void {
    for (const start of this.#panes.keys()) if (start + this.#paneMs <= end) this.#panes.delete(start);
  }
}

/** Returns the last multiple of `step` that is not above `value`. */
export const floorTo = (value: number, step: number): number => Math.floor(value / step) * step;
