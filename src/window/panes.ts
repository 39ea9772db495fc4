import { createTally, TallyBuilder, type Counted, type TallySnapshot } from './tally.ts';

interface Pane {
  readonly tally: TallyBuilder;
  /** The number of the last result in it. */
  last: number;
}

interface Part {
  readonly last: number;
  readonly snapshot: TallySnapshot;
}

/**
 * The parts of which windows are made: tallies of stretches of `paneMs`, there only where there are results.
 *
 * The sum of a window is kept, so that the next one costs what has changed: the panes that came in, that went out, and
 * that were added to.
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

  /** How many results have been counted, which is the number of the last. */
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

  /** The sum of the panes in [from, to). It is one and the same tally in every call, to be read before the next. */
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

  /** The last result of each stretch of `tileMs` that has any and ends at `end` or before it, by its own end. */
  lastOfTiles(tileMs: number, end: number): ReadonlyMap<number, number> {
    const tiles = new Map<number, number>();
    for (const [start, { last }] of this.#panes) {
      const to = floorTo(start, tileMs) + tileMs;
      if (to <= end) tiles.set(to, Math.max(last, tiles.get(to) ?? 0));
    }
    return tiles;
  }

  /** Lets go of what ended at an event time or before it. */
  forget(end: number): void {
    for (const start of this.#panes.keys()) if (start + this.#paneMs <= end) this.#panes.delete(start);
  }
}

export const floorTo = (value: number, step: number): number => Math.floor(value / step) * step;
