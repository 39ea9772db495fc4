import { batch, signal, type Signal } from '@preact/signals';
import type { StoredGap } from '../../model/index.ts';
import { addAnomaly, anomaliesIn } from '../state/anomalies.ts';
import { topsOfBuckets } from '../state/history.ts';
import { historyStepMs, termsStepMs, type Domain, type Range } from '../state/ranges.ts';
import { Series } from '../state/series.ts';
import { isInRings, rangeOfSpan, sizesFor } from '../state/span.ts';
import { isFailure, type Api, type Failure } from './api.ts';
import { retryMs, type HistoryState } from './history-loader.ts';
import type { TrackedQuery } from './tracked-query.ts';

export interface SpanLoaderOptions {
  readonly api: Api;
  readonly tracks: () => readonly TrackedQuery[];
  /** Returns event time, epoch ms. */
  readonly now: () => number;
  readonly onGaps: (gaps: readonly StoredGap[]) => void;
}

/** A span that was live begins a little before the range does now, in ms. */
const slackMs = 2_000;
/** The pause of scrolling after which a span is loaded, in ms. */
const restMs = 150;

/** Loads the stored history of a span that stands still, and as much before it. */
export class SpanLoader {
  readonly state: Signal<HistoryState> = signal({ name: 'none' });
  readonly #options: SpanLoaderOptions;
  #aborts = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #span: Domain | undefined;
  /** True if the live counts had all of it when it was loaded. */
  #wasInRings = false;

  constructor(options: SpanLoaderOptions) {
    this.#options = options;
  }

  /** Loads a span of all queries instead of the one before; undefined ends that. `known` has been loaded until now. */
  show(span: Domain | undefined, known?: Range): void {
    this.#aborts.abort();
    this.#aborts = new AbortController();
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#span = span;
    const { tracks } = this.#options;
    for (const track of tracks()) track.spanTops.value = undefined;
    if (span !== undefined) this.#laterTops(span);
    if (span === undefined || this.#isKnown(span, known)) {
      this.state.value = { name: 'none' };
      for (const track of tracks()) track.storedSpan.value = undefined;
      return;
    }
    this.state.value = { name: 'loading' };
    this.#later(restMs, tracks);
  }

  /** Returns whether the live counts have all of a span, as finely as the store. */
  #isKnown(span: Domain, known: Range | undefined): boolean {
    const now = this.#options.now();
    const range = rangeOfSpan(span, now);
    this.#wasInRings = isInRings(span, range, now);
    if (!this.#wasInRings || known === undefined) return false;
    return historyStepMs(known) <= historyStepMs(range) && span.from > now - known.ms - slackMs;
  }

  /** Loads the shown span of one more query. */
  add(track: TrackedQuery): void {
    const isLoaded = this.#span === undefined || this.state.peek().name === 'none';
    if (!isLoaded && this.#timer === undefined) void this.#loadAll([track]);
    if (this.#span !== undefined) void this.#loadTops(track, this.#span, this.#aborts.signal);
  }

  /** Loads the span again once the live counts have lost its beginning. */
  readonly tick = (): void => {
    if (this.#span === undefined || !this.#wasInRings) return;
    const now = this.#options.now();
    if (!isInRings(this.#span, rangeOfSpan(this.#span, now), now)) this.show(this.#span);
  };

  async #loadAll(tracks: readonly TrackedQuery[]): Promise<void> {
    const { signal: aborted } = this.#aborts;
    this.state.value = { name: 'loading' };
    const answers = await Promise.all(
      tracks.filter(({ isInvalid }) => !isInvalid).map((track) => this.#load(track, aborted)),
    );
    if (aborted.aborted) return;
    const failure = answers.find((answer) => answer !== undefined);
    this.state.value = failure === undefined ? { name: 'ready' } : { name: 'failed', reason: failure.reason };
    if (failure !== undefined) this.#later(failure.retryMs ?? retryMs, () => tracks);
  }

  #laterTops(span: Domain): void {
    const { signal: aborted } = this.#aborts;
    setTimeout(() => {
      if (aborted.aborted) return;
      for (const track of this.#options.tracks()) void this.#loadTops(track, span, aborted);
    }, restMs);
  }

  /** Loads the top hashtags and words of a span. */
  async #loadTops(track: TrackedQuery, span: Domain, aborted: AbortSignal): Promise<void> {
    if (track.isInvalid) return;
    const step = termsStepMs({ ms: span.to - span.from });
    const from = Math.floor(span.from / step) * step;
    const to = Math.ceil(span.to / step) * step;
    const history = await this.#options.api.history({ query: track.query, from, to, step }, aborted);
    if (!aborted.aborted && !isFailure(history)) track.spanTops.value = topsOfBuckets(history.buckets);
  }

  #later(ms: number, tracks: () => readonly TrackedQuery[]): void {
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#loadAll(tracks());
    }, ms);
  }

  async #load(track: TrackedQuery, aborted: AbortSignal): Promise<Failure | undefined> {
    const { api, now, onGaps } = this.#options;
    const span = this.#span;
    if (span === undefined) return undefined;
    const until = now();
    const range = rangeOfSpan(span, until);
    const step = historyStepMs(range);
    const before = span.from - (span.to - span.from) - range.windowMs;
    const from = Math.floor(before / step) * step;
    const to = Math.ceil(Math.min(span.to, until) / step) * step;
    const history = await api.history({ query: track.query, from, to, step }, aborted);
    if (isFailure(history)) return history;
    if (aborted.aborted || track.isStopped) return undefined;
    const isLive = isInRings(span, range, until);
    const series = isLive ? track.series : new Series(sizesFor(span, range));
    batch(() => {
      series.fill(history.buckets, { stepMs: step, from, until });
      onGaps(history.gaps);
      const anomalies = anomaliesIn(history.buckets, step);
      track.storedSpan.value = isLive ? undefined : { ringMs: range.ringMs, series, anomalies };
      if (isLive) track.anomalies.value = anomalies.reduce(addAnomaly, track.anomalies.peek());
    });
    return undefined;
  }
}
