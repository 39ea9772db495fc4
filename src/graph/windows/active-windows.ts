import type { Query, Summary, WindowSpec } from '../../model/index.ts';
import { SlidingWindow, wordsOf, wordsOfQuery } from '../../window/index.ts';
import type { TimedResult } from '../event-time.ts';

/** A window over the results of a query. All subscribers that ask for the same figures of the same query share one. */
export interface QueryWindow extends WindowSpec {
  readonly query: Query;
}

/** A window got its first subscriber, or lost its last. */
export interface WindowChange {
  readonly type: 'window-opened' | 'window-closed';
  readonly window: QueryWindow;
}

export interface WindowSummary {
  readonly window: QueryWindow;
  readonly summary: Summary;
}

/** Returns a key that is equal for windows of the same figures of the same query. */
export const windowKey = ({ query, windowMs, everyMs }: QueryWindow): string =>
  `${windowMs} ${everyMs} ${query.canonical}`;

/** A moment at which a window is emitted; all in event time, epoch ms. */
export interface EmitTime {
  readonly eventTime: number;
  readonly closedBefore: number;
  /** From when on the query has been covered without interruption. */
  readonly coveredSince: number;
}

interface Entry {
  readonly window: QueryWindow;
  readonly sliding: SlidingWindow;
  readonly onClose: () => void;
}

/** The open windows, by the canonical spelling of their query: a post costs only the windows of its own queries. */
export class ActiveWindows {
  readonly #entries = new Map<string, Map<string, Entry>>();

  has(window: QueryWindow): boolean {
    return this.#find(window) !== undefined;
  }

  /** Opens a window: it counts results from now on. `onClose` is called when it is closed. */
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

  /** Adds a result to each window of its queries, unless it is late; yields the summaries that are final before it. */
  *add({ result, at, late }: TimedResult, closedBefore: number): Generator<WindowSummary> {
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

  /** Yields the summaries of a window that are due at an event time, the last window that ends by it last. */
  *emitAt(window: QueryWindow, { eventTime, closedBefore, coveredSince }: EmitTime): Generator<WindowSummary> {
    const sliding = this.#find(window)?.sliding;
    if (sliding === undefined) return;
    for (const summary of sliding.close(closedBefore)) yield { window, summary };
    for (const summary of sliding.emitAt(eventTime, coveredSince)) yield { window, summary };
  }

  /** Ignores the windows that overlap [from, to), in event time, as a past to compare with: posts are missing in them. */
  ignore(from: number, to: number): void {
    for (const entries of this.#entries.values()) for (const { sliding } of entries.values()) sliding.ignore(from, to);
  }

  #find(window: QueryWindow): Entry | undefined {
    return this.#entries.get(window.query.canonical)?.get(windowKey(window));
  }
}
