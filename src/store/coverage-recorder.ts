import type { StoredRetraction, StoreEvent } from '../graph/index.ts';
import type { CoverageReport, CoverageSpan, ReportedGap } from './coverage-report.ts';

/** An event about coverage or a gap. */
export type CoverageEvent = Exclude<StoreEvent, { readonly type: 'result' } | StoredRetraction>;

/** The most spans and gaps that wait to be written; beyond it, the oldest are discarded. */
const maxPending = 100_000;

/**
 * Turns events into reports. Spans and gaps are kept until a report with them has been written, and reports may be
 * repeated: so nothing is lost while the database fails, and nothing is doubled when an outcome is unknown.
 */
export class CoverageRecorder {
  readonly #run: string;
  readonly #startedAt: number;
  /** The beginnings of open spans by query. */
  readonly #open = new Map<string, number>();
  readonly #spans = new Map<string, CoverageSpan>();
  readonly #gaps = new Map<string, ReportedGap>();
  #until: number;
  /** Whether time has moved on since the last report. */
  #hasMoved = false;

  constructor(run: string, startedAt: number) {
    this.#run = run;
    this.#startedAt = startedAt;
    this.#until = startedAt;
  }

  apply(event: CoverageEvent): void {
    switch (event.type) {
      case 'coverage-started':
        this.#open.set(event.query, event.at);
        put(this.#spans, { query: event.query, from: event.at, to: undefined }, keyOf);
        return;
      case 'coverage-ended':
        this.#end(event.query, event.at);
        return;
      case 'coverage-reached':
        this.#until = event.at;
        this.#hasMoved = true;
        return;
      case 'gap': {
        const { id, source, from, to = null, cause, filled } = event;
        put(this.#gaps, { id, source, from, to, cause, filled }, gapKeyOf);
      }
    }
  }

  /** Returns a report of what has changed; undefined when nothing has. */
  report(): CoverageReport | undefined {
    if (this.#spans.size === 0 && this.#gaps.size === 0 && !this.#hasMoved) return undefined;
    this.#hasMoved = false;
    return {
      run: this.#run,
      startedAt: this.#startedAt,
      until: this.#until,
      spans: [...this.#spans.values()],
      gaps: [...this.#gaps.values()],
    };
  }

  /** Forgets what a report contained, because it has been written. */
  written({ spans, gaps }: CoverageReport): void {
    for (const span of spans) if (this.#spans.get(keyOf(span)) === span) this.#spans.delete(keyOf(span));
    for (const gap of gaps) if (this.#gaps.get(gapKeyOf(gap)) === gap) this.#gaps.delete(gapKeyOf(gap));
  }

  #end(query: string, at: number): void {
    const from = this.#open.get(query);
    if (from === undefined) return;
    this.#open.delete(query);
    put(this.#spans, { query, from, to: at }, keyOf);
  }
}

function put<T>(pending: Map<string, T>, value: T, key: (value: T) => string): void {
  pending.set(key(value), value);
  if (pending.size > maxPending) for (const oldest of pending.keys().take(1)) pending.delete(oldest);
}

const keyOf = ({ query, from }: CoverageSpan): string => `${from} ${query}`;
const gapKeyOf = ({ source, id }: ReportedGap): string => `${id} ${source}`;
