import { effect, signal, type Signal } from '@preact/signals';
import type { Client, ClientState, StatsFrame } from '../../client/index.ts';
import type { StoredGap } from '../../model/index.ts';
import { DeletedKeys } from '../state/deleted-keys.ts';
import { EventClock } from '../state/event-clock.ts';
import { passes, type FeedFilter, type FeedItem } from '../state/feed.ts';
import type { Measure } from '../state/points.ts';
import { ranges, topsWindow, type Range, type RangeName } from '../state/ranges.ts';
import { spanLabel } from '../state/span.ts';
import type { Api } from './api.ts';
import { Connection } from './connection.ts';
import { Coverage } from './coverage.ts';
import { GapTracker } from './gap-tracker.ts';
import { HistoryLoader } from './history-loader.ts';
import { LinkedPost } from './linked-post.ts';
import { PostList } from './post-list.ts';
import { QueryList } from './query-list.ts';
import { ServerProbe } from './server-probe.ts';
import { SpanLoader } from './span-loader.ts';
import { TimeView, type TimeChange } from './time-view.ts';
import { TrackedQuery, type TrackedQueryOptions } from './tracked-query.ts';
import { WhyLoader } from './why-loader.ts';

export interface PageOptions {
  readonly client: Client;
  readonly api: Api;
  /** Epoch ms. */
  readonly now: () => number;
}

/** The longest time for which the store is not read because the server has not answered, in ms. */
const answerMs = 2_000;
/** The time after which the stored top words are loaded again, in ms. */
const termsMs = 60_000;

/** The state of the page and its actions. Views read its signals; incoming frames are folded in at once. */
export class Page {
  readonly api: Api;
  /** Connects at once while the page waits to do so. */
  readonly reconnect: () => void;
  readonly queries: QueryList;
  readonly tracks: Signal<readonly TrackedQuery[]>;
  readonly time: TimeView;
  readonly range: Signal<RangeName>;
  readonly measure: Signal<Measure> = signal('whole');
  readonly connection: Signal<ClientState>;
  /** The time at which the connection was lost; undefined while there is one, and before the first. */
  readonly lostAt: Signal<number | undefined>;
  readonly ledger: Signal<StatsFrame | undefined> = signal(undefined);
  readonly gaps = new GapTracker();
  readonly posts: PostList;
  readonly linked: LinkedPost;
  /** The picked query, whose posts are listed and whose spread is shown, and the polarity of the listed posts. */
  readonly filter: Signal<FeedFilter> = signal({ id: undefined, polarityIndex: undefined });
  /** Event time at the last redraw, epoch ms. A view that reads it follows time. */
  readonly now: Signal<number>;
  /** The same, once a second. */
  readonly second: Signal<number>;
  /** The latest sentence for screen readers. */
  readonly announcement = signal('');
  /** Whether the lower chart shows shares instead of volumes. */
  readonly isShare = signal(false);
  /** True while the page shows only what can be read from afar. */
  readonly isWall = signal(false);
  readonly history: HistoryLoader;
  /** Loads the stored history of a shown span. */
  readonly spans: SpanLoader;
  readonly why: WhyLoader;
  readonly #options: PageOptions;
  readonly #clock = new EventClock();
  readonly #deleted = new DeletedKeys();
  readonly #coverage: Coverage;
  readonly #link: Connection;
  readonly #probe: ServerProbe;
  #termsAt: number;

  constructor(options: PageOptions) {
    const { client, api, now } = options;
    this.#options = options;
    this.api = api;
    this.reconnect = client.reconnect;
    this.now = signal(now());
    this.second = signal(now());
    this.#termsAt = now();
    this.queries = new QueryList({
      create: (identity) => this.#create(identity),
      onAdd: this.#onAdd,
      onRemove: this.#onRemove,
      say: this.#say,
    });
    this.tracks = this.queries.tracks;
    this.time = new TimeView({ now: this.now, second: this.second, tracks: this.tracks, onChange: this.#changeTime });
    this.range = this.time.range;
    this.#coverage = new Coverage({
      tracks: () => this.tracks.peek(),
      clock: this.#clock,
      now,
      onRecording: (track) => void this.history.load(track, this.#range),
    });
    this.#probe = new ServerProbe({ isUp: api.isUp, reconnect: client.reconnect });
    const onGaps = (gaps: readonly StoredGap[]): void => {
      this.gaps.addStored(gaps);
    };
    const eventNow = (): number => this.#clock.now(now());
    const tracks = (): readonly TrackedQuery[] => this.tracks.peek();
    this.posts = new PostList({ posts: api.posts, deleted: this.#deleted, passes: this.#passes, now: eventNow });
    this.linked = new LinkedPost({ api, tracks, deleted: this.#deleted });
    this.spans = new SpanLoader({ api, tracks, now: eventNow, onGaps });
    this.why = new WhyLoader({ api, time: this.time, deleted: this.#deleted, tracks, now: eventNow });
    this.history = new HistoryLoader({
      api,
      now: eventNow,
      onGaps,
      onLoad: () => {
        this.tick();
      },
    });
    this.#link = new Connection({
      client,
      coverage: this.#coverage,
      gaps: this.gaps,
      history: this.history,
      tracks,
      now: eventNow,
      reload: this.reload,
      say: this.#say,
    });
    this.connection = this.#link.state;
    this.lostAt = this.#link.lostAt;
    client.stats.subscribe((frame) => {
      this.#coverage.confirm();
      this.ledger.value = frame;
    });
    effect(this.#listPosts);
    client.errors.subscribe(({ message }) => (this.announcement.value = message));
  }

  /** The lag of event time behind the clock, in ms. */
  get offsetMs(): number {
    return this.#clock.offsetMs;
  }

  get #range(): Range {
    return ranges[this.range.peek()];
  }

  /** Tracks another query. Returns false when it is tracked already, or when there are too many. */
  readonly track = (query: string): boolean => this.queries.add(query) !== undefined;

  readonly #changeTime = (change: TimeChange): void => {
    if (change === 'range') {
      for (const track of this.tracks.peek()) track.watchTops(topsWindow(this.#range));
      this.history.loadAll(this.tracks.peek(), this.#range);
    }
    const span = this.time.span.peek();
    this.spans.show(span, this.#range);
    if (span !== undefined) this.announcement.value = `Shown: ${spanLabel(span, this.second.peek())}.`;
    else if (change === 'span') this.announcement.value = 'Live again.';
  };

  /** Loads the stored history again. */
  readonly reload = (): void => {
    this.history.loadAll(this.tracks.peek(), this.#range);
    this.spans.show(this.time.span.peek());
  };

  /** Moves time on, which redraws the charts. */
  readonly tick = (): void => {
    this.now.value = this.#clock.now(this.#options.now());
    this.#coverage.mark();
  };

  /** Moves time on for the figures that change every second. */
  readonly tickSecond = (): void => {
    const now = this.#options.now();
    this.second.value = this.#clock.now(now);
    void this.#probe.tick(this.connection.peek(), now);
    this.spans.tick();
    if (now < this.#termsAt + termsMs) return;
    this.#termsAt = now;
    for (const track of this.tracks.peek()) void this.history.loadTerms(track, this.#range);
  };

  #create(identity: Pick<TrackedQueryOptions, 'id' | 'query' | 'slot'>): TrackedQuery {
    return new TrackedQuery({
      ...identity,
      client: this.#options.client,
      onPost: this.#arrive,
      onRetract: this.#retract,
      onGap: this.gaps.add,
      onTracking: this.#link.onTracking,
    });
  }

  readonly #onAdd = (track: TrackedQuery): void => {
    track.watchTops(topsWindow(this.#range));
    void this.#fill(track);
  };

  readonly #onRemove = (track: TrackedQuery, successor: TrackedQuery | undefined): void => {
    track.stop();
    this.posts.removeQuery(track.id);
    if (this.why.asked.peek()?.query === track.query) this.why.close();
    if (this.filter.peek().id === track.id) this.filter.value = { ...this.filter.peek(), id: successor?.id };
  };

  readonly #say = (sentence: string): void => {
    this.announcement.value = sentence;
  };

  readonly #arrive = (item: FeedItem): void => {
    this.#clock.observe(item.at, this.#options.now());
    this.#coverage.confirm();
    this.posts.arrive(item);
  };

  readonly #passes = (item: FeedItem): boolean => passes(item, this.filter.peek(), this.measure.peek());

  /** Lists the posts of the shown queries, or of the picked one. */
  readonly #listPosts = (): void => {
    const shown = this.queries.shown.value;
    const picked = this.tracks.value.filter(({ id }) => id === this.filter.value.id);
    const { search, order } = this.posts;
    // The answer has posts of its own.
    if (this.why.asked.value !== undefined) return;
    this.posts.show({
      tracks: picked.length > 0 ? picked : shown,
      search: search.value,
      order: order.value,
      span: this.time.span.value,
    });
  };

  /** Removes a deleted post from everything that shows it. */
  readonly #retract = (key: string): void => {
    this.#deleted.add(key);
    this.posts.retract(key);
    this.why.retract(key);
    this.linked.retract(key);
  };

  /** Loads what the store has, once the server tracks the query: no time is left between the two. */
  async #fill(track: TrackedQuery): Promise<void> {
    if (track.isInvalid) return;
    await Promise.race([track.answered, new Promise((resolve) => setTimeout(resolve, answerMs))]);
    if (track.isStopped || track.refusal.peek() !== undefined) return;
    void this.history.load(track, this.#range);
    this.spans.add(track);
  }
}
