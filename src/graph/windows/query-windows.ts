import { paneMsOf, type Query, type Summary, type WindowSpec } from '../../model/index.ts';
import { Panes, SlidingWindow, wordsOfQuery, type Counted } from '../../window/index.ts';

/** The windows of a query whose panes are equally long: they share the panes. */
interface Sharing {
  readonly panes: Panes;
  readonly windows: Set<SlidingWindow>;
}

/** All windows of one query. A result costs them once for each length of panes, however many windows there are. */
export class QueryWindows {
  readonly #without: ReadonlySet<string>;
  /** By the length of their panes. */
  readonly #sharing = new Map<number, Sharing>();

  constructor(query: Query) {
    this.#without = wordsOfQuery(query);
  }

  /** The panes in memory. */
  get panes(): number {
    return this.#sharing.values().reduce((sum, { panes }) => sum + panes.size, 0);
  }

  /** Opens a window: it counts results from now on, and those that its panes have. */
  open(spec: WindowSpec): SlidingWindow {
    const paneMs = paneMsOf(spec);
    const sharing = this.#sharing.get(paneMs) ?? { panes: new Panes(paneMs), windows: new Set() };
    const window = new SlidingWindow({ ...spec, panes: sharing.panes, without: this.#without });
    sharing.windows.add(window);
    this.#sharing.set(paneMs, sharing);
    return window;
  }

  /** Forgets a window. Panes are freed with their last one. */
  remove(window: SlidingWindow): void {
    for (const [paneMs, { windows }] of this.#sharing) {
      if (windows.delete(window) && windows.size === 0) this.#sharing.delete(paneMs);
    }
  }

  add(result: Counted): void {
    for (const { panes } of this.#sharing.values()) panes.add(result);
  }

  /** Returns the final summaries of a window's tiles that have closed, and drops the panes that no window needs. */
  close(window: SlidingWindow, closedBefore: number): readonly Summary[] {
    const before = window.neededFrom;
    const summaries = window.close(closedBefore);
    if (window.neededFrom !== before) this.#dropPanes(window);
    return summaries;
  }

  /** Drops panes when the window that looks back furthest has closed, since that is the one that keeps the most. */
  #dropPanes(window: SlidingWindow): void {
    for (const { panes, windows } of this.#sharing.values()) {
      if (!windows.has(window)) continue;
      let neededFrom = Infinity;
      for (const other of windows) {
        if (other.span > window.span) return;
        neededFrom = Math.min(neededFrom, other.neededFrom);
      }
      panes.dropBefore(neededFrom);
    }
  }
}
