import type { Query, Summary, WindowSpec } from '../../model/index.ts';
import { SlidingWindow, wordsOf, wordsOfQuery } from '../../window/index.ts';
import type { ScoredPost } from '../ports.ts';

/** A scored post in event time. */
export interface TimedResult {
  readonly result: ScoredPost;
  /** Its event time, in epoch ms: never ahead of the wall clock. */
  readonly at: number;
  /** Whether its bucket of time was closed before it came. */
  readonly late: boolean;
}

/** A window that somebody wants: one for all who want the same figures of the same query. */
export interface QueryWindow extends WindowSpec {
  readonly query: Query;
}

export interface WindowSummary {
  readonly window: QueryWindow;
  readonly summary: Summary;
}

/** Makes wanted windows one where they are the same. */
export const windowKey = ({ query, windowMs, everyMs }: QueryWindow): string =>
  `${windowMs} ${everyMs} ${query.canonical}`;

interface Entry {
  readonly window: QueryWindow;
  readonly sliding: SlidingWindow;
  readonly onClose: () => void;
}

/** The windows that are wanted now, by the canonical spelling of their query. A post costs those of its own queries. */
export class ActiveWindows {
  readonly #entries = new Map<string, Map<string, Entry>>();

  has(window: QueryWindow): boolean {
    return this.#find(window) !== undefined;
  }

  /** Counts for a window from now on, until `onClose` is told that nobody wants it any more. */
  open(window: QueryWindow, onClose: () => void): void {
    const { canonical } = window.query;
    const entries = this.#entries.get(canonical) ?? new Map<string, Entry>();
    const sliding = new SlidingWindow(window, wordsOfQuery(window.query));
    this.#entries.set(canonical, entries.set(windowKey(window), { window, sliding, onClose }));
  }

  close(window: QueryWindow): void {
    const entry = this.#find(window);
    const entries = this.#entries.get(window.query.canonical);
    entries?.delete(windowKey(window));
    if (entries?.size === 0) this.#entries.delete(window.query.canonical);
    entry?.onClose();
  }

  /** Counts a post in each window of its queries, unless it is late; the summaries are those that are final now. */
  *count({ result, at, late }: TimedResult, closedBefore: number): Generator<WindowSummary> {
    if (late) return;
    const { post, score, hashtags, matches, topics } = result;
    for (const [match, { query }] of matches.entries()) {
      const entries = this.#entries.get(query.canonical);
      if (entries === undefined) continue;
      const topicCompound = topics[match]?.compound ?? 0;
      const counted = { at, compound: score.compound, topicCompound, hashtags, words: wordsOf(post) };
      for (const { window, sliding } of entries.values()) {
        for (const summary of sliding.close(closedBefore)) yield { window, summary };
        sliding.add(counted);
      }
    }
  }

  /** What a window has to say at an event time, the last window that ends by it last. */
  *tell(window: QueryWindow, frontier: number, closedBefore: number): Generator<WindowSummary> {
    const sliding = this.#find(window)?.sliding;
    if (sliding === undefined) return;
    for (const summary of sliding.close(closedBefore)) yield { window, summary };
    for (const summary of sliding.tell(frontier)) yield { window, summary };
  }

  #find(window: QueryWindow): Entry | undefined {
    return this.#entries.get(window.query.canonical)?.get(windowKey(window));
  }
}
