import type { StoredGap } from '../model/index.ts';
import type { CoverageReport, CoverageSpan } from './coverage.ts';

/** A change of what is tracked, live or missing. Times are event time in epoch ms. */
export type CoverageChange =
  | { readonly type: 'tracked' | 'untracked'; readonly query: string; readonly at: number }
  | { readonly type: 'live' | 'not-live'; readonly source: string; readonly at: number }
  | { readonly type: 'gap'; readonly gap: StoredGap };

/** The most spans and gaps that wait to be written; beyond it, the oldest are discarded. */
const maxPending = 100_000;

interface OpenSpan {
  readonly kind: CoverageSpan['kind'];
  readonly name: string;
  readonly from: number;
}

/**
 * Turns changes into reports. Spans and gaps are kept until a report with them has been written, and reports are
 * idempotent: so nothing is lost while the database fails, and nothing is doubled when an outcome is unknown.
 */
export class CoverageRecorder {
  readonly #run: string;
  readonly #startedAt: number;
  readonly #open = new Map<string, OpenSpan>();
  readonly #openGaps = new Map<string, StoredGap>();
  #spans = new Map<string, CoverageSpan>();
  #gaps = new Map<string, StoredGap>();
  #until = -Infinity;

  constructor(run: string, startedAt: number) {
    this.#run = run;
    this.#startedAt = startedAt;
  }

  apply(change: CoverageChange): void {
    switch (change.type) {
      case 'tracked':
        this.#begin({ kind: 'query', name: change.query, from: change.at });
        return;
      case 'untracked':
        this.#end('query', change.query, change.at);
        return;
      case 'live':
        this.#begin({ kind: 'source', name: change.source, from: change.at });
        return;
      case 'not-live':
        this.#end('source', change.source, change.at);
        return;
      case 'gap':
        this.#gap(change.gap);
    }
  }

  /**
   * Moves event time on. When it moves back (because a recording begins), open spans end where they were last reported
   * and begin again at the new time.
   */
  advance(now: number): void {
    if (now < this.#until) {
      for (const { kind, name } of [...this.#open.values()]) {
        this.#end(kind, name, this.#until);
        this.#begin({ kind, name, from: now });
      }
    }
    this.#until = now;
  }

  /** Returns a report of the current state; undefined when there is nothing to report. */
  report(): CoverageReport | undefined {
    const isTracking = [...this.#open.values()].some(({ kind }) => kind === 'query');
    if (this.#spans.size === 0 && this.#gaps.size === 0 && !isTracking) return undefined;
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

  #begin({ kind, name, from }: OpenSpan): void {
    const key = `${kind} ${name}`;
    if (this.#open.has(key)) return;
    this.#open.set(key, { kind, name, from });
    this.#put({ kind, name, from, to: undefined });
  }

  #end(kind: CoverageSpan['kind'], name: string, at: number): void {
    const open = this.#open.get(`${kind} ${name}`);
    if (open === undefined) return;
    this.#open.delete(`${kind} ${name}`);
    this.#put({ kind, name, from: open.from, to: Math.max(open.from, at) });
  }

  #put(span: CoverageSpan): void {
    this.#spans.set(keyOf(span), span);
    if (this.#spans.size > maxPending) for (const oldest of this.#spans.keys().take(1)) this.#spans.delete(oldest);
  }

  /** A gap that ends may begin earlier than its open form: then the open one is moved. */
  #gap(gap: StoredGap): void {
    const open = this.#openGaps.get(gap.source);
    const stored = open === undefined ? gap : { ...gap, from: open.from };
    if (gap.to === null) this.#openGaps.set(gap.source, stored);
    else this.#openGaps.delete(gap.source);
    this.#gaps.set(gapKeyOf(stored), stored);
    if (this.#gaps.size > maxPending) for (const oldest of this.#gaps.keys().take(1)) this.#gaps.delete(oldest);
  }
}

const keyOf = ({ kind, name, from }: OpenSpan): string => `${kind} ${from} ${name}`;
const gapKeyOf = ({ source, from }: StoredGap): string => `${from} ${source}`;
