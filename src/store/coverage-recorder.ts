import type { StoredRetraction, StoreEvent } from '../graph/index.ts';
import { RecentMap } from '../model/index.ts';
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
  readonly #spans = new RecentMap<string, CoverageSpan>(maxPending);
  readonly #gaps = new RecentMap<string, ReportedGap>(maxPending);
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
        this.#putSpan({ query: event.query, from: event.at, to: undefined });
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
        const gap = { id, source, from, to, cause, filled };
        this.#gaps.set(gapKeyOf(gap), gap);
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
      spans: Array.from(this.#spans.entries(), ([, span]) => span),
      gaps: Array.from(this.#gaps.entries(), ([, gap]) => gap),
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
    this.#putSpan({ query, from, to: at });
  }

  #putSpan(span: CoverageSpan): void {
    this.#spans.set(keyOf(span), span);
  }
}

const keyOf = ({ query, from }: CoverageSpan): string => `${from} ${query}`;
const gapKeyOf = ({ source, id }: ReportedGap): string => `${id} ${source}`;
