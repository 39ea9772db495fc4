import { batch, signal, type Signal } from '@preact/signals';
import { addAnomaly, anomaliesIn } from '../state/anomalies.ts';
import type { StoredGap } from '../../model/index.ts';
import { faultOf } from '../state/check-query.ts';
import { topsOfBuckets } from '../state/history.ts';
import { domainOf, historyStepMs, rangeFor, termsStepMs, type Range } from '../state/ranges.ts';
import type { Api } from './api.ts';
import type { TrackedQuery } from './tracked-query.ts';

export interface HistoryLoaderOptions {
  readonly api: Api;
  /** Returns event time, epoch ms. */
  readonly now: () => number;
  readonly onGaps: (gaps: readonly StoredGap[]) => void;
  /** Called when a query has more history. */
  readonly onLoad: () => void;
}

/** The state of the stored history: `failed` when the store cannot be read. */
export type HistoryState = 'none' | 'loading' | 'ready' | 'failed';

/** The time until a failed request is repeated, in ms. */
const retryMs = 10_000;

/** Loads the stored history of queries into their series. */
export class HistoryLoader {
  readonly state: Signal<HistoryState> = signal('none');
  readonly #options: HistoryLoaderOptions;
  #aborts = new AbortController();
  #pending = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;

  constructor(options: HistoryLoaderOptions) {
    this.#options = options;
  }

  /** Loads a range of all queries; requests for another range are cancelled. */
  loadAll(tracks: readonly TrackedQuery[], range: Range): void {
    this.#aborts.abort();
    this.#aborts = new AbortController();
    for (const track of tracks) void this.load(track, range);
  }

  /** Loads a range of a query. */
  async load(track: TrackedQuery, range: Range): Promise<void> {
    if (faultOf(track.query) !== undefined) return;
    const { signal: aborted } = this.#aborts;
    this.#pending += 1;
    this.state.value = 'loading';
    const isLoaded = await this.#load(track, range, aborted);
    this.#pending -= 1;
    if (aborted.aborted) return;
    if (isLoaded) {
      if (this.#pending === 0) this.state.value = 'ready';
      return;
    }
    this.state.value = 'failed';
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => {
      if (!aborted.aborted) void this.load(track, range);
    }, retryMs);
  }

  /** Loads the top hashtags and words of a range. */
  async loadTerms(track: TrackedQuery, range: Range): Promise<void> {
    if (faultOf(track.query) !== undefined) return;
    const terms = await this.#ask(track, range, { step: termsStepMs(range), aborted: this.#aborts.signal });
    if (terms !== undefined) track.storedTops.value = topsOfBuckets(terms.buckets);
  }

  async #load(track: TrackedQuery, range: Range, aborted: AbortSignal): Promise<boolean> {
    const step = historyStepMs(range);
    const until = this.#options.now();
    const [history] = await Promise.all([this.#ask(track, range, { step, aborted }), this.loadTerms(track, range)]);
    if (history === undefined) return false;
    batch(() => {
      track.series.fill(history.buckets, { stepMs: step, from: until - range.ms, until });
      track.anomalies.value = anomaliesIn(history.buckets, step).reduce(addAnomaly, track.anomalies.peek());
      this.#options.onGaps(history.gaps);
      this.#options.onLoad();
    });
    // A range with little history is drawn in finer steps.
    const finer = rangeFor(range, domainOf(range, this.#options.now(), track.series.firstAt));
    return historyStepMs(finer) < step ? this.#load(track, finer, aborted) : true;
  }

  #ask(
    { query }: TrackedQuery,
    { ms }: Range,
    { step, aborted }: { readonly step: number; readonly aborted: AbortSignal },
  ) {
    const until = this.#options.now();
    const from = Math.floor((until - ms) / step) * step;
    const to = Math.ceil(until / step) * step;
    return this.#options.api.history({ query, from, to, step }, aborted);
  }
}
