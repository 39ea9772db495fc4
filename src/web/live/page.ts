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
import { addGap, type Gap } from '../state/gaps.ts';
import { topsOfBuckets } from '../state/history.ts';
import type { Measure } from '../state/points.ts';
import { historyStepMs, ranges, topsWindow, type RangeName } from '../state/ranges.ts';
import { addAnomaly, anomaliesIn } from '../state/anomalies.ts';
import type { Api } from './api.ts';
import { TrackedQuery } from './tracked-query.ts';

export interface PageOptions {
  readonly client: Client;
  readonly api: Api;
  /** Epoch ms. */
  readonly now: () => number;
}

/** The most posts between two flushes of the list; beyond it, the newest are kept. */
const maxArrived = 400;

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
  readonly gaps: Signal<readonly Gap[]> = signal([]);
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
  /** Whether the store has answered; undefined before the first request. */
  readonly hasHistory: Signal<boolean | undefined> = signal(undefined);
  readonly #options: PageOptions;
  readonly #clock = new EventClock();
  #arrived: FeedItem[] = [];
  #serial = 0;
  #fills = new AbortController();

  constructor(options: PageOptions) {
    const { client, api, now } = options;
    this.#options = options;
    this.api = api;
    this.now = signal(now());
    this.second = signal(now());
    this.connection = signal(client.state);
    client.states.subscribe(this.#connect);
    client.stats.subscribe((frame) => (this.ledger.value = frame));
    client.errors.subscribe(({ message }) => (this.announcement.value = message));
  }

  /** The lag of event time behind the clock, in ms. */
  get offsetMs(): number {
    return this.#clock.offsetMs;
  }

  get view(): View {
    const queries = this.tracks.value.map(({ query }) => query);
    return { queries, range: this.range.value, measure: this.measure.value };
  }

  /** Shows the view of an address; queries that are shown already stay as they are. */
  show({ queries, range, measure }: View): void {
    batch(() => {
      for (const track of this.tracks.peek()) if (!queries.includes(track.query)) this.untrack(track.id);
      for (const query of queries) this.track(query);
      this.measure.value = measure;
      this.setRange(range);
    });
  }

  /** Tracks another query. Returns false when it is tracked already, or when there are too many. */
  track(query: string): boolean {
    const tracks = this.tracks.peek();
    if (tracks.length >= maxQueries || tracks.some((track) => track.query === query)) return false;
    const taken = new Set(tracks.map(({ slot }) => slot));
    const slot = Array.from({ length: maxQueries }, (_, index) => index).find((index) => !taken.has(index)) ?? 0;
    const track = new TrackedQuery({
      client: this.#options.client,
      id: `t${(this.#serial += 1)}`,
      query,
      slot,
      onPost: this.#arrive,
      onGap: (gap) => {
        this.#addGap(gap);
      },
      onTracking: this.#resume,
    });
    track.watchTops(topsWindow(ranges[this.range.peek()]));
    this.tracks.value = [...tracks, track];
    void this.#fill(track);
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
    const isNew = range !== this.range.peek();
    this.range.value = range;
    this.#fills.abort();
    this.#fills = new AbortController();
    for (const track of this.tracks.peek()) {
      if (isNew) track.watchTops(topsWindow(ranges[range]));
      void this.#fill(track);
    }
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
    this.now.value = this.#clock.now(this.#options.now());
  };

  /** Moves time on for the figures that change every second. */
  readonly tickSecond = (): void => {
    this.second.value = this.#clock.now(this.#options.now());
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
      }
      if (state.name === 'live' && this.lostAt.peek() !== undefined) this.announcement.value = 'Connected again.';
    });
  };

  /** Called after a reconnection: missed posts follow now, or the client reports a gap. */
  readonly #resume = ({ resumed }: TrackingFrame): void => {
    const from = this.lostAt.peek();
    if (from === undefined) return;
    const to = this.#clock.now(this.#options.now());
    const cause = 'The connection was lost.';
    if (resumed === true) this.#addGap({ source: 'connection', from, to, cause, filled: 'full' });
    this.lostAt.value = undefined;
    // The store may have kept the missed posts.
    for (const track of this.tracks.peek()) void this.#fill(track);
  };

  #addGap(gap: Gap): void {
    this.gaps.value = addGap(this.gaps.peek(), gap);
  }

  async #fill(track: TrackedQuery): Promise<void> {
    const range = ranges[this.range.peek()];
    const step = historyStepMs(range);
    const until = this.#clock.now(this.#options.now());
    const to = Math.ceil(until / step) * step;
    const from = Math.floor((until - range.ms) / step) * step;
    const { signal: aborted } = this.#fills;
    const buckets = await this.api.history({ query: track.query, from, to, step }, aborted);
    if (aborted.aborted) return;
    this.hasHistory.value = buckets !== undefined;
    if (buckets === undefined) return;
    batch(() => {
      track.series.fill(buckets, step, until);
      track.storedTops.value = topsOfBuckets(buckets);
      track.anomalies.value = anomaliesIn(buckets, step).reduce(addAnomaly, track.anomalies.peek());
      this.tick();
    });
  }

  async #fillFeed(track: TrackedQuery): Promise<void> {
    const posts = await this.api.posts(track.query, track.id, AbortSignal.timeout(10_000));
    if (posts === undefined || !this.tracks.peek().includes(track)) return;
    const arrived = this.#drainArrived();
    this.feed.value = addStored(addArrived(this.feed.peek(), arrived, false), posts);
  }
}
