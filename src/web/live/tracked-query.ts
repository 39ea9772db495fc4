import { signal, type Signal } from '@preact/signals';
import type {
  Client,
  PostFrame,
  Subscription,
  SummaryFrame,
  TrackingEvent,
  TrackingFrame,
} from '../../client/index.ts';
import { postKey, UndertoneError } from '../../model/index.ts';
import { faultOf } from '../state/check-query.ts';
import type { FeedItem } from '../state/feed.ts';
import type { Gap } from '../state/gaps.ts';
import { lookOf, type Look } from '../state/palette.ts';
import { Series } from '../state/series.ts';
import type { StoredSpan } from '../state/span.ts';
import { addAnomaly, anomaliesOf, type Anomaly } from '../state/anomalies.ts';
import { wordFinder, type WordFinder } from '../state/word-finder.ts';
import { noTopTerms, rank, type TopTerms } from '../state/top-terms.ts';

/** The window in which the server looks for anomalies. */
const anomalyWindow = { windowMs: 10_000, everyMs: 10_000 };
const maxTops = 8;
/** Event time that goes back further than this is that of a recording, in ms. */
const maxStepBackMs = 60_000;

/** The reason why a query is not tracked. */
export interface Refusal {
  readonly sentence: string;
  readonly position: number | undefined;
}

/** The dependencies and the identity of a tracked query. */
export interface TrackedQueryOptions {
  readonly client: Client;
  /** The page's own name for the query. */
  readonly id: string;
  readonly query: string;
  /** The number of its look: see `lookOf`. */
  readonly slot: number;
  readonly onPost: (item: FeedItem) => void;
  readonly onRetract: (key: string) => void;
  readonly onGap: (gap: Gap) => void;
  readonly onTracking: (frame: TrackingFrame) => void;
}

/** A query on the page. Folds its frames into counts as they arrive, in bounded memory. */
export class TrackedQuery {
  readonly id: string;
  readonly query: string;
  readonly slot: number;
  readonly look: Look;
  readonly series = new Series();
  readonly refusal: Signal<Refusal | undefined> = signal(undefined);
  readonly tracking: Signal<TrackingFrame | undefined> = signal(undefined);
  readonly anomalies: Signal<readonly Anomaly[]> = signal([]);
  /** The stored counts of the shown span, where the live counts do not have it. */
  readonly storedSpan: Signal<StoredSpan | undefined> = signal(undefined);
  readonly tops: Signal<TopTerms> = signal(noTopTerms);
  readonly storedTops: Signal<TopTerms> = signal(noTopTerms);
  /** Those of a shown span that stands still, once they are loaded. */
  readonly spanTops: Signal<TopTerms | undefined> = signal(undefined);
  /** Returns the positions of the query's words in the text of a post. */
  readonly spansIn: WordFinder;
  /** The latest window of 10 s. */
  readonly latest: Signal<SummaryFrame | undefined> = signal(undefined);
  /** Posts that arrived summed up because the page read too slowly, and posts that were dropped. */
  readonly conflated = signal(0);
  readonly lost = signal(0);
  /** Resolves when the server tracks it for the first time. */
  readonly answered: Promise<void>;
  readonly #options: TrackedQueryOptions;
  readonly #posts: Subscription;
  #tops: Subscription | undefined;
  #isStopped = false;
  #onAnswer: () => void = () => undefined;
  #seq: number | undefined;
  /** The event time up to which coverage is marked; undefined while the query is not covered. */
  #coveredTo: number | undefined;
  /** The event time at which the connection was lost; undefined once the server has answered again. */
  #interruptedAt: number | undefined;

  constructor(options: TrackedQueryOptions) {
    const { client, id, query, slot } = options;
    this.#options = options;
    this.id = id;
    this.query = query;
    this.slot = slot;
    this.look = lookOf(slot);
    this.spansIn = wordFinder(query);
    this.answered = new Promise((resolve) => {
      this.#onAnswer = resolve;
    });
    this.#posts = client.track(query, { summary: anomalyWindow, retractions: 'all' }).subscribe({
      next: this.#onEvent,
      error: (error) => {
        const position = error instanceof UndertoneError ? error.position : undefined;
        this.refusal.value = { sentence: error.message, position };
      },
    });
  }

  /** The canonical query, once the server has answered. */
  get canonical(): string {
    return this.tracking.value?.query ?? this.query;
  }

  /** Subscribes to the most used hashtags and words of a window. */
  watchTops(window: { readonly windowMs: number; readonly everyMs: number }): void {
    this.#tops?.unsubscribe();
    this.tops.value = noTopTerms;
    this.#tops = this.#options.client.track(this.query, { posts: false, summary: window }).subscribe({
      next: (event) => {
        if (event.type === 'summary') this.tops.value = topsOf(event);
      },
      // The other subscription to the same query shows the reason.
      error: () => undefined,
    });
  }

  /**
   * Marks the time up to `now` as covered if a source is live. Returns true when event time has gone back to that of a
   * recording: then the history of that time is to be loaded.
   */
  cover(now: number): boolean {
    const isLive = Object.values(this.tracking.peek()?.upstream ?? {}).includes('live');
    const from = this.#coveredTo;
    this.#coveredTo = isLive && this.#interruptedAt === undefined ? now : undefined;
    if (from === undefined) return false;
    if (now < from - maxStepBackMs) {
      this.series.dropAfter(now);
      return true;
    }
    this.series.cover(from, now);
    return false;
  }

  /** Marks the time up to `until` as covered; what follows is not, up to the next call of `cover`. */
  pauseCoverage(until: number): void {
    if (this.#coveredTo !== undefined) this.series.cover(this.#coveredTo, until);
    this.#coveredTo = undefined;
  }

  /** Called when the connection is lost: time is not covered until the server has answered again. */
  interrupt(at: number): void {
    this.pauseCoverage(at);
    this.#interruptedAt ??= at;
  }

  /** Whether the server will refuse it, so that nothing need be asked about it. */
  get isInvalid(): boolean {
    return faultOf(this.query) !== undefined;
  }

  /** Whether it is tracked at the moment while a source is live. */
  get isCovered(): boolean {
    return this.#coveredTo !== undefined;
  }

  /** Whether the page has stopped tracking it. */
  get isStopped(): boolean {
    return this.#isStopped;
  }

  stop(): void {
    this.#isStopped = true;
    this.#posts.unsubscribe();
    this.#tops?.unsubscribe();
  }

  readonly #onEvent = (event: TrackingEvent): void => {
    switch (event.type) {
      case 'post':
        this.#post(event);
        return;
      case 'retract':
        this.#options.onRetract(postKey(event.post));
        return;
      case 'summary':
        this.#summary(event);
        return;
      case 'tracking':
        this.tracking.value = event;
        this.#onAnswer();
        this.refusal.value = undefined;
        // A resumed session has kept the query, and the posts that were missed follow.
        if (event.resumed === true) this.#coveredTo ??= this.#interruptedAt;
        this.#interruptedAt = undefined;
        // Sequence numbers start again in a new session.
        if (event.resumed !== undefined || event.resume !== undefined) this.#seq = undefined;
        this.#options.onTracking(event);
        return;
      case 'gap':
        this.#options.onGap({ ...event, source: event.source === 'resume' ? 'connection' : event.source });
        return;
      case 'error':
        // The client tries again a few times: the reason is shown meanwhile.
        if (this.tracking.peek() === undefined)
          this.refusal.value = { sentence: event.message, position: event.position };
        return;
      case 'overflow':
        return;
    }
  };

  #post(frame: PostFrame): void {
    const { at, compound, topic, polarityIndex, scored, post, seq } = frame;
    if (this.#seq !== undefined && seq > this.#seq + 1) this.lost.value += seq - this.#seq - 1;
    this.#seq = seq;
    this.series.add({ at, compound, topic, polarityIndex, scored });
    const matches = [{ id: this.id, topic }];
    this.#options.onPost({ key: postKey(post), at, post, compound, polarityIndex, scored, matches });
  }

  #summary(frame: SummaryFrame): void {
    const { from: at, to, posts, conflated } = frame;
    this.anomalies.value = anomaliesOf(frame).reduce(addAnomaly, this.anomalies.value);
    // Summaries by conflation replace posts; those of windows are about posts that also arrive.
    if (conflated === 0 || conflated !== posts) {
      this.latest.value = frame;
      return;
    }
    this.conflated.value += conflated;
    // The merged posts have used sequence numbers.
    this.#seq = this.#seq === undefined ? undefined : this.#seq + conflated;
    this.series.addSummed({ ...frame, at }, to);
  }
}

const topsOf = ({ posts, hashtags, words }: SummaryFrame): TopTerms => ({
  posts,
  hashtags: rank([hashtags], maxTops),
  words: rank([words], maxTops),
});
