import type { Query, Summary, WindowSpec } from '../../model/index.ts';
import { PostWords, type SlidingWindow } from '../../window/index.ts';
import type { TimedResult } from '../event-time.ts';
import { QueryWindows } from './query-windows.ts';

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
  /** The steps that it waits for: each at most once, so that no more can wait than there are windows. */
  readonly waitsFor: Set<'close' | 'emit'>;
}

interface QueryEntry {
  readonly windows: QueryWindows;
  readonly entries: Map<string, Entry>;
  closedBefore: number;
}

/** The open windows, by the canonical spelling of their query: a post costs only the windows of its own queries. */
export class ActiveWindows {
  readonly #words = new PostWords();
  readonly #queries = new Map<string, QueryEntry>();

  has(window: QueryWindow): boolean {
    return this.#find(window) !== undefined;
  }

  /** Opens a window: it counts results from now on. `onClose` is called when it is closed. */
  open(window: QueryWindow, onClose: () => void): void {
    const { query } = window;
    const known = this.#queries.get(query.canonical);
    const ofQuery = known ?? { windows: new QueryWindows(query), entries: new Map(), closedBefore: -Infinity };
    this.#queries.set(query.canonical, ofQuery);
    const sliding = ofQuery.windows.open(window);
    ofQuery.entries.set(windowKey(window), { window, sliding, onClose, waitsFor: new Set() });
  }

  close(window: QueryWindow): void {
    const { canonical } = window.query;
    const ofQuery = this.#queries.get(canonical);
    const entry = ofQuery?.entries.get(windowKey(window));
    if (ofQuery === undefined || entry === undefined) return;
    ofQuery.entries.delete(windowKey(window));
    ofQuery.windows.remove(entry.sliding);
    if (ofQuery.entries.size === 0) this.#queries.delete(canonical);
    entry.onClose();
  }

  /** Counts a result in the windows of its queries, unless it is late; yields the windows that have tiles to close. */
  *add({ result, at, late }: TimedResult, closedBefore: number): Generator<QueryWindow> {
    if (late) return;
    const { post, score, scored, hashtags, matches, topics } = result;
    for (const [match, { query }] of matches.entries()) {
      const ofQuery = this.#queries.get(query.canonical);
      if (ofQuery === undefined) continue;
      if (ofQuery.closedBefore !== closedBefore) {
        ofQuery.closedBefore = closedBefore;
        yield* toClose(ofQuery);
      }
      const topicCompound = topics[match]?.compound ?? 0;
      const words = this.#words.of(post);
      ofQuery.windows.add({ at, compound: score.compound, topicCompound, scored, hashtags, words });
    }
  }

  /** Returns the final summaries of a window's tiles that have closed. */
  closeTiles(window: QueryWindow, closedBefore: number): readonly WindowSummary[] {
    const ofQuery = this.#queries.get(window.query.canonical);
    const entry = ofQuery?.entries.get(windowKey(window));
    if (ofQuery === undefined || entry === undefined) return [];
    entry.waitsFor.delete('close');
    return ofQuery.windows.close(entry.sliding, closedBefore).map((summary) => ({ window, summary }));
  }

  /** Makes a window wait for `emitAt`; returns whether it did not yet. */
  markDue(window: QueryWindow): boolean {
    const waitsFor = this.#find(window)?.waitsFor;
    if (waitsFor === undefined || waitsFor.has('emit')) return false;
    waitsFor.add('emit');
    return true;
  }

  /** Returns the summaries of a window that are due at an event time, the last window that ends by it last. */
  emitAt(window: QueryWindow, { eventTime, closedBefore, coveredSince }: EmitTime): readonly WindowSummary[] {
    const entry = this.#find(window);
    if (entry === undefined) return [];
    entry.waitsFor.delete('emit');
    const closed = this.closeTiles(window, closedBefore);
    const due = entry.sliding.emitAt(eventTime, coveredSince);
    return [...closed, ...due.map((summary) => ({ window, summary }))];
  }

  /** Ignores the windows that overlap [from, to), in event time, as a past to compare with: posts are missing in them. */
  ignore(from: number, to: number): void {
    for (const { entries } of this.#queries.values()) {
      for (const { sliding } of entries.values()) sliding.ignore(from, to);
    }
  }

  #find(window: QueryWindow): Entry | undefined {
    return this.#queries.get(window.query.canonical)?.entries.get(windowKey(window));
  }
}

function* toClose({ entries }: QueryEntry): Generator<QueryWindow> {
  for (const entry of entries.values()) {
    if (entry.waitsFor.has('close')) continue;
    entry.waitsFor.add('close');
    yield entry.window;
  }
}
