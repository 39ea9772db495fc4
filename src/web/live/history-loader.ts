import { batch, signal, type Signal } from '@preact/signals';
import { addAnomaly, anomaliesIn } from '../state/anomalies.ts';
import type { StoredGap } from '../../model/index.ts';
import type { StoredHistory } from '../state/api-schemas.ts';
import { topsOfBuckets } from '../state/history.ts';
import { comparedStepMs } from '../state/trend.ts';
import { domainOf, historyStepMs, rangeFor, ranges, termsStepMs, type Range } from '../state/ranges.ts';
import { isFailure, type Answer, type Api } from './api.ts';
import type { TrackedQuery } from './tracked-query.ts';

export interface HistoryLoaderOptions {
  readonly api: Pick<Api, 'history'>;
  /** Returns event time, epoch ms. */
  readonly now: () => number;
  readonly onGaps: (gaps: readonly StoredGap[]) => void;
  /** Called when a query has more history. */
  readonly onLoad: () => void;
}

/** The state of the stored history: `failed` when it cannot be read. */
export type HistoryState =
  | { readonly name: 'none' | 'loading' | 'ready' }
  | { readonly name: 'failed'; /** A sentence. */ readonly reason: string };

/** The time until a failed request is repeated where the server names none, in ms. */
export const retryMs = 10_000;
/** The time after which the store has written all of the time before a query was tracked here, in ms. */
const settleMs = 3_000;
/** The time within which missed posts come after a reconnection, in ms. */
const resumeMs = 12_000;

/** Loads the stored history of queries into their series. */
export class HistoryLoader {
  readonly state: Signal<HistoryState> = signal({ name: 'none' });
  readonly #options: HistoryLoaderOptions;
  #aborts = new AbortController();
  #pending = 0;

  constructor(options: HistoryLoaderOptions) {
    this.#options = options;
  }

  /** Loads a range of all queries; requests for another range are cancelled. */
  loadAll(tracks: readonly TrackedQuery[], range: Range): void {
    this.#aborts.abort();
    this.#aborts = new AbortController();
    for (const track of tracks) void this.load(track, range);
  }

  /** Loads a range of a query, and a little later what the store has not written yet. */
  async load(track: TrackedQuery, range: Range): Promise<void> {
    if (track.isInvalid) return;
    const { signal: aborted } = this.#aborts;
    const since = this.#options.now() - ranges['1m'].ms / 2;
    this.#pending += 1;
    this.state.value = { name: 'loading' };
    const answer = await this.#load(track, range, aborted);
    this.#pending -= 1;
    if (aborted.aborted || track.isStopped) return;
    if (!isFailure(answer)) {
      if (this.#pending === 0) this.state.value = { name: 'ready' };
      this.#settle(track, since, settleMs);
      return;
    }
    this.state.value = { name: 'failed', reason: answer.reason };
    this.#later(track, answer.retryMs ?? retryMs, () => this.load(track, range));
  }

  /** Loads the history since a loss of connection once the missed posts have come, which follow by the connection. */
  resume(track: TrackedQuery, since: number): void {
    this.#settle(track, since, resumeMs);
  }

  /** Loads the history since a time once the store has written it: the page and the store begin at different times. */
  #settle(track: TrackedQuery, since: number, afterMs: number): void {
    this.#later(track, afterMs, async () => {
      const ms = this.#options.now() - since;
      // Event time goes back where a recording is played.
      if (ms > 0) await this.#fill(track, { ...ranges['1m'], ms }, this.#aborts.signal);
    });
  }

  /** Loads the top hashtags and words of a range. */
  async loadTerms(track: TrackedQuery, range: Range): Promise<void> {
    if (track.isInvalid) return;
    const terms = await this.#ask(track, range, { step: termsStepMs(range), aborted: this.#aborts.signal });
    if (!isFailure(terms)) track.storedTops.value = topsOfBuckets(terms.buckets);
  }

  async #load(track: TrackedQuery, range: Range, aborted: AbortSignal): Promise<Answer<StoredHistory>> {
    const history = await this.#fill(track, range, aborted);
    if (isFailure(history)) return history;
    void this.#loadBefore(track, range);
    // Of a query without stored posts, the live words are all there are.
    if (history.buckets.some(({ posts }) => posts > 0)) void this.loadTerms(track, range);
    // A range with little history is drawn in finer steps.
    const finer = rangeFor(range, domainOf(range, this.#options.now(), track.series.firstAt));
    return historyStepMs(finer) < historyStepMs(range) ? this.#fill(track, finer, aborted) : history;
  }

  /** Loads the time before a range, with which it is compared. */
  async #loadBefore(track: TrackedQuery, range: Range): Promise<void> {
    const step = comparedStepMs(range);
    if (step === undefined) return;
    const end = Math.floor((this.#options.now() - range.ms) / step) * step;
    const request = { query: track.query, from: end - Math.ceil(range.ms / step) * step, to: end, step };
    const history = await this.#options.api.history(request, this.#aborts.signal);
    if (isFailure(history) || track.isStopped) return;
    track.series.fill(history.buckets, { stepMs: step, from: request.from, until: end });
  }

  async #fill(track: TrackedQuery, range: Range, aborted: AbortSignal): Promise<Answer<StoredHistory>> {
    const step = historyStepMs(range);
    const until = this.#options.now();
    const history = await this.#ask(track, range, { step, aborted });
    if (isFailure(history) || track.isStopped) return history;
    batch(() => {
      track.series.fill(history.buckets, { stepMs: step, from: until - range.ms, until });
      track.anomalies.value = anomaliesIn(history.buckets, step).reduce(addAnomaly, track.anomalies.peek());
      this.#options.onGaps(history.gaps);
      this.#options.onLoad();
    });
    return history;
  }

  /** Runs a task after a time, unless another range is loaded by then. */
  #later(track: TrackedQuery, ms: number, task: () => Promise<void>): void {
    const { signal: aborted } = this.#aborts;
    setTimeout(() => {
      if (!aborted.aborted && !track.isStopped) void task();
    }, ms);
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
