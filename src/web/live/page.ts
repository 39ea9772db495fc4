import { batch, signal, type Signal } from '@preact/signals';
import type { Client, ClientState, StatsFrame, TrackingFrame } from '../../client/index.ts';
import { defaultView, maxQueries, type View } from '../state/address.ts';
import { EventClock } from '../state/event-clock.ts';
import {
  emptyFeed,
  removeQuery,
  showWaiting,
  addArrived,
  addStored,
  type Feed,
  type FeedFilter,
  type FeedItem,
} from '../state/feed.ts';
import { sourcesOf } from '../state/sources.ts';
import { canonicalOf } from '../state/check-query.ts';
import type { Measure } from '../state/points.ts';
import { ranges, topsWindow, type Range, type RangeName } from '../state/ranges.ts';
import type { Api } from './api.ts';
import { GapTracker } from './gap-tracker.ts';
import { HistoryLoader } from './history-loader.ts';
import { TrackedQuery } from './tracked-query.ts';

export interface PageOptions {
  readonly client: Client;
  readonly api: Api;
  /** Epoch ms. */
  readonly now: () => number;
}

/** The most posts between two flushes of the list; beyond it, the newest are kept. */
const maxArrived = 400;
/** The time after which the stored top words are loaded again, in ms. */
const termsMs = 60_000;

/** The state of the page and its actions. Views read its signals; incoming frames are folded in at once. */
export class Page {
  readonly api: Api;
  readonly tracks: Signal<readonly TrackedQuery[]> = signal([]);
  readonly range: Signal<RangeName> = signal(defaultView.range);
  readonly measure: Signal<Measure> = signal(defaultView.measure);
  readonly connection: Signal<ClientState>;
  /** The time at which the connection was lost; undefined while there is one, and before the first. */
  readonly lostAt: Signal<number | undefined> = signal(undefined);
  readonly ledger: Signal<StatsFrame | undefined> = signal(undefined);
  readonly gaps = new GapTracker();
  readonly feed: Signal<Feed> = signal(emptyFeed);
  readonly filter: Signal<FeedFilter> = signal({ id: undefined, polarityIndex: undefined });
  readonly paused = signal(false);
  /** Whether the reader is using the list, so that it must not move. */
  readonly reading = signal(false);
  /** Event time at the last redraw, epoch ms. A view that reads it follows time. */
  readonly now: Signal<number>;
  /** The same, once a second. */
  readonly second: Signal<number>;
  /** The latest sentence for screen readers. */
  readonly announcement = signal('');
  /** Whether the lower chart shows shares instead of volumes. */
  readonly isShare = signal(false);
  readonly history: HistoryLoader;
  readonly #options: PageOptions;
  readonly #clock = new EventClock();
  #arrived: FeedItem[] = [];
  #serial = 0;
  #termsAt = 0;

  constructor(options: PageOptions) {
    const { client, api, now } = options;
    this.#options = options;
    this.api = api;
    this.now = signal(now());
    this.second = signal(now());
    this.connection = signal(client.state);
    this.history = new HistoryLoader({
      api,
      now: () => this.#clock.now(now()),
      onGaps: (gaps) => {
        this.gaps.addStored(gaps);
      },
      onLoad: () => {
        this.tick();
      },
    });
    client.states.subscribe(this.#connect);
    client.stats.subscribe((frame) => (this.ledger.value = frame));
    client.errors.subscribe(({ message }) => (this.announcement.value = message));
  }

  /** The lag of event time behind the clock, in ms. */
  get offsetMs(): number {
    return this.#clock.offsetMs;
  }

  get #range(): Range {
    return ranges[this.range.peek()];
  }

  get view(): View {
    const queries = this.tracks.value.map(({ query }) => query);
    return { queries, range: this.range.value, measure: this.measure.value, isShare: this.isShare.value };
  }

  /** Shows the view of an address; queries that are shown already stay as they are. */
  show({ queries, range, measure, isShare }: View): void {
    batch(() => {
      for (const track of this.tracks.peek()) if (!queries.includes(track.query)) this.untrack(track.id);
      this.setRange(range);
      this.measure.value = measure;
      this.isShare.value = isShare;
      for (const query of queries) this.track(query);
    });
  }

  /** Tracks another query. Returns false when it is tracked already, or when there are too many. */
  track(query: string): boolean {
    const tracks = this.tracks.peek();
    const canonical = canonicalOf(query);
    if (tracks.length >= maxQueries || tracks.some((track) => canonicalOf(track.query) === canonical)) return false;
    const taken = new Set(tracks.map(({ slot }) => slot));
    const slot = Array.from({ length: maxQueries }, (_, index) => index).find((index) => !taken.has(index)) ?? 0;
    const track = new TrackedQuery({
      client: this.#options.client,
      id: `t${(this.#serial += 1)}`,
      query,
      slot,
      onPost: this.#arrive,
      onGap: (gap) => {
        this.gaps.add(gap);
      },
      onTracking: this.#onTracking,
    });
    track.watchTops(topsWindow(ranges[this.range.peek()]));
    this.tracks.value = [...tracks, track];
    void this.history.load(track, this.#range);
    void this.#fillFeed(track);
    this.announcement.value = `Tracking ${query}.`;
    return true;
  }

  untrack(id: string): void {
    const track = this.tracks.peek().find((each) => each.id === id);
    if (track === undefined) return;
    track.stop();
    batch(() => {
      this.tracks.value = this.tracks.peek().filter((each) => each !== track);
      this.#arrived = this.#arrived.filter(({ matches }) => matches.some((each) => each.id !== id));
      this.feed.value = removeQuery(this.feed.peek(), id);
      if (this.filter.peek().id === id) this.filter.value = { ...this.filter.peek(), id: undefined };
      this.announcement.value = `${track.query} is no longer tracked.`;
    });
  }

  setRange(range: RangeName): void {
    if (range === this.range.peek()) return;
    this.range.value = range;
    for (const track of this.tracks.peek()) track.watchTops(topsWindow(ranges[range]));
    this.history.loadAll(this.tracks.peek(), ranges[range]);
  }

  setPaused(paused: boolean): void {
    this.paused.value = paused;
    if (!paused) this.showWaiting();
  }

  /** Shows the waiting posts, even while the list is frozen. */
  showWaiting(): void {
    this.feed.value = showWaiting(addArrived(this.feed.peek(), this.#drainArrived(), true));
  }

  /** Moves time on, which redraws the charts. */
  readonly tick = (): void => {
    const now = this.#clock.now(this.#options.now());
    this.now.value = now;
    for (const track of this.tracks.peek()) {
      if (!track.cover(now)) continue;
      // A recording has begun, whose time is another.
      void this.history.load(track, this.#range);
    }
  };

  /** Moves time on for the figures that change every second. */
  readonly tickSecond = (): void => {
    const now = this.#options.now();
    this.second.value = this.#clock.now(now);
    if (now < this.#termsAt + termsMs) return;
    this.#termsAt = now;
    for (const track of this.tracks.peek()) void this.history.loadTerms(track, this.#range);
  };

  /** Adds the posts that have arrived to the list. */
  readonly tickFeed = (): void => {
    const frozen = this.paused.peek() || this.reading.peek();
    const arrived = this.#drainArrived();
    if (arrived.length > 0 || !frozen) this.feed.value = addArrived(this.feed.peek(), arrived, frozen);
  };

  readonly #arrive = (item: FeedItem): void => {
    this.#clock.observe(item.at, this.#options.now());
    this.#arrived.push(item);
    if (this.#arrived.length > 2 * maxArrived) this.#arrived = this.#arrived.slice(-maxArrived);
  };

  #drainArrived(): readonly FeedItem[] {
    const arrived = this.#arrived;
    this.#arrived = [];
    return arrived;
  }

  readonly #connect = (state: ClientState): void => {
    const before = this.connection.peek();
    batch(() => {
      this.connection.value = state;
      if (before.name === 'live' && state.name !== 'live') {
        this.lostAt.value = this.#clock.now(this.#options.now());
        this.announcement.value = 'The connection is lost; trying again.';
        for (const track of this.tracks.peek()) track.interrupt(this.lostAt.peek() ?? 0);
        this.#updateOpenGaps();
      }
      if (state.name === 'live' && this.lostAt.peek() !== undefined) this.announcement.value = 'Connected again.';
    });
  };

  readonly #onTracking = (frame: TrackingFrame): void => {
    this.#resume(frame);
    this.#updateOpenGaps();
  };

  #updateOpenGaps(): void {
    const sources = sourcesOf(this.tracks.peek().map(({ tracking }) => tracking.peek()));
    this.gaps.update(sources, this.lostAt.peek(), this.#clock.now(this.#options.now()));
  }

  /** Called after a reconnection: missed posts follow now, or the client reports a gap. */
  #resume({ resumed }: TrackingFrame): void {
    const from = this.lostAt.peek();
    if (from === undefined) return;
    const to = this.#clock.now(this.#options.now());
    const cause = 'The connection was lost.';
    if (resumed === true) this.gaps.add({ source: 'connection', from, to, cause, filled: 'full' });
    this.lostAt.value = undefined;
    // The store may have kept the missed posts.
    this.history.loadAll(this.tracks.peek(), this.#range);
  }

  async #fillFeed(track: TrackedQuery): Promise<void> {
    const posts = await this.api.posts(track.query, track.id, AbortSignal.timeout(10_000));
    if (posts === undefined || !this.tracks.peek().includes(track)) return;
    this.feed.value = addStored(addArrived(this.feed.peek(), this.#drainArrived(), false), posts);
  }
}
