import type { Claim } from '../budget/index.ts';
import type { Post, Query } from '../model/index.ts';
import { createMatcher } from '../query/index.ts';
import { countHashtags, tokenise } from '../text/index.ts';
import { createRate } from '../window/index.ts';
import { LiveQuery, type Subscription } from './live-query.ts';
import { resumptionFrom } from './missed.ts';
import type {
  MatchedPost,
  QuerySet,
  RegistryView,
  ResultDelivery,
  RetractDelivery,
  ScoredPost,
  Session,
  SummaryDelivery,
  TrackedQuery,
  TrackIntent,
} from './ports.ts';
import { PositionFloors } from './position-floors.ts';
import type { RegistryEffect, SessionEvent } from './registry-events.ts';
import type { RegistryOptions } from './registry-options.ts';
import { ResultLog } from './result-log.ts';
import { ResumableQueries } from './resumable-queries.ts';
import { arrivalOf } from './result-ring.ts';
import type { SentPost } from './retractions.ts';
import { topK } from './top-k.ts';
import { mayHave, trackingOf, type Tracking } from './tracking.ts';
import type { WindowSummary } from './windows/active-windows.ts';
import { WindowSubscriptions } from './windows/window-subscriptions.ts';

export type * from './registry-events.ts';

/** The time over which a query's rate is taken, and the number of queries that have one: those with the latest posts. */
const rateOptions = { seconds: 60, maxKeys: 10_000 } as const;

/**
 * The state of all sessions: their queries and windows, and the index that finds the queries of a post. A state machine:
 * `apply` takes an event in and returns its effects; nothing else changes the set of queries.
 *
 * It changes in place: an event costs what it changes, not a copy of an index over a hundred thousand queries.
 */
export class Registry<S extends Session> implements RegistryView {
  readonly #options: RegistryOptions<S>;
  readonly #sessions = new Map<S, Map<string, Tracking<S>>>();
  /** By canonical spelling. */
  readonly #queries = new Map<string, LiveQuery<S>>();
  readonly #resumable = new ResumableQueries<S>();
  readonly #windows = new WindowSubscriptions<S>();
  readonly #floors = new PositionFloors<S>();
  readonly #matcher = createMatcher();
  readonly #rate = createRate(rateOptions);
  /** The logs so far: each has a number of its own. */
  #logs = 0;
  #querySet: QuerySet | undefined;

  constructor(options: RegistryOptions<S>) {
    this.#options = options;
  }

  /** Applies an event; returns its effects. */
  apply(event: SessionEvent<S>): readonly RegistryEffect<S>[] {
    if (event.type === 'closed') return this.#close(event.session);
    if (event.type === 'expired') return this.#expire(event.sessionId);
    const { session, intent } = event;
    if (intent.type === 'track') return this.#track(session, intent);
    return [...this.#untrack(session, intent.id), { type: 'untracked', session, id: intent.id }];
  }

  /** Returns the distinct live queries: the same array until the set changes. */
  querySet(): QuerySet {
    this.#querySet ??= Array.from(this.#queries.values(), ({ query }) => query);
    return this.#querySet;
  }

  /** Returns the post with the live queries that it satisfies; undefined when it satisfies none. */
  readonly match = (post: Post, position?: number): MatchedPost | undefined => {
    const tokens = tokenise(post.text);
    const matches = this.#matcher.match(post, tokens, this.#select);
    if (matches.length === 0) return undefined;
    const matched = { post, matches, hashtags: countHashtags(tokens, post.hashtags) };
    return position === undefined ? matched : { ...matched, position };
  };

  /** Yields a delivery for each id that receives results of a matched query when it is that delivery's turn. */
  *deliveriesOf(result: ScoredPost): Generator<ResultDelivery<S>> {
    const now = this.#options.now();
    const arrival = arrivalOf(result, now);
    this.#options.rates.beginPost();
    for (const [match, { query }] of result.matches.entries()) {
      const live = this.#queries.get(query.canonical);
      if (live === undefined) continue;
      live.log.push(arrival, match);
      this.#rate.add(query.canonical, now);
      if (live.results.isEmpty) continue;
      const resume = live.log.resume();
      for (const [session, ids] of live.results) {
        if (!this.#options.rates.acceptsDelivery(session, ids, live.name)) continue;
        for (const id of ids) {
          if (this.#floors.isAbove(session, id, result.position)) {
            yield { type: 'result', session, id, result, match, resume };
          }
        }
      }
    }
  }

  /** Yields a delivery of a window's summary for each id that receives it. */
  summariesOf(summary: WindowSummary): Generator<SummaryDelivery<S>> {
    return this.#windows.deliveriesOf(summary);
  }

  /** Returns a live query by its canonical spelling, with those who pay for its results. */
  readonly claimOf = (query: string): (LiveQuery<S> & Claim) | undefined => this.#queries.get(query);

  /** Yields a delivery for each id that may have been sent a deleted post, and takes it out of what may be resumed. */
  *retractionsOf(sent: SentPost): Generator<RetractDelivery<S>> {
    for (const { log, results } of sent.queries.flatMap((query) => this.#queries.get(query) ?? [])) {
      log.retract(sent.post);
      for (const [session, ids] of results) {
        for (const id of ids) {
          const tracking = this.#sessions.get(session)?.get(id);
          if (tracking && mayHave(tracking, sent)) yield { type: 'retract', session, id, post: sent.post };
        }
      }
    }
  }

  /** Moves the tokens of a query without new results to a position; yields the ids that may use them, if there are any. */
  *renew({ query, log, results }: LiveQuery<S>, position: number): Generator<Subscription<S>> {
    if (!log.moveOn(position)) return;
    const resume = log.resume();
    for (const [session, ids] of results) {
      if (session.resumable !== true) continue;
      for (const id of ids) if (this.#floors.isAbove(session, id, position)) yield { session, id, query, resume };
    }
  }

  /** Iterates over the live queries with their subscribers. */
  liveQueries(): IterableIterator<LiveQuery<S>> {
    return this.#queries.values();
  }

  /** Iterates over the sessions that track something. */
  members(): IterableIterator<S> {
    return this.#sessions.keys();
  }

  get sessions(): number {
    return this.#sessions.size;
  }

  get queries(): number {
    return this.#queries.size;
  }

  get windows(): number {
    return this.#windows.size;
  }

  tracked(limit: number): readonly TrackedQuery[] {
    const now = this.#options.now();
    const tracked = Array.from(this.#queries.values()).filter(({ sessions }) => sessions > 0);
    return topK(tracked, ({ sessions }) => sessions, limit).map(({ query: { canonical: query }, sessions }) => {
      return { query, sessions, ratePerSecond: this.#rate.perSecond(query, now) };
    });
  }

  #track(session: S, intent: TrackIntent): readonly RegistryEffect<S>[] {
    const { id, since } = intent;
    const known = this.#queries.get(intent.query.canonical);
    const live = known ?? this.#add(intent.query);
    const { query, log } = live;
    const added = known === undefined ? [{ type: 'query-added' as const, query }] : [];
    // The new query is acquired before the old one is released, so that a query that both are stays live.
    live.refCount += 1;
    const before = this.#sessions.get(session)?.get(id);
    const tracking = trackingOf(intent, { live, before, delivered: this.#options.delivered() });
    const { posts, window } = tracking;
    const untracked = this.#untrack(session, id);
    live.addSubscriber(session, id, posts);
    if (posts && session.resumable === true) log.startBuffering();
    const trackings = this.#sessions.get(session) ?? new Map<string, Tracking<S>>();
    this.#sessions.set(session, trackings.set(id, tracking));
    const opened = window === undefined ? [] : this.#windows.add(session, id, window);
    const { floor, ...missed } = resumptionFrom(intent, log, this.#options);
    if (floor !== undefined) this.#floors.set(session, id, floor);
    return [...added, ...untracked, ...opened, { type: 'tracked', session, id, query, since, ...missed }];
  }

  #untrack(session: S, id: string): readonly RegistryEffect<S>[] {
    const trackings = this.#sessions.get(session);
    const tracking = trackings?.get(id);
    if (trackings === undefined || tracking === undefined) return [];
    const { live, window } = tracking;
    trackings.delete(id);
    this.#floors.delete(session, id);
    if (trackings.size === 0) this.#sessions.delete(session);
    live.removeSubscriber(session, id);
    return [...(window === undefined ? [] : this.#windows.remove(session, id, window)), ...this.#release(live)];
  }

  #close(session: S): readonly RegistryEffect<S>[] {
    this.#options.rates.forget(session);
    const trackings = this.#sessions.get(session);
    if (trackings === undefined) return [];
    if (session.resumable === true) {
      const queries = Array.from(trackings.values()).flatMap(({ live, posts }) => (posts ? [live] : []));
      this.#resumable.add(session, queries);
    }
    return Array.from(trackings.keys()).flatMap((id) => this.#untrack(session, id));
  }

  readonly #select = (found: readonly Query[]): readonly Query[] => {
    const live = found.flatMap(({ canonical }) => this.#queries.get(canonical) ?? []);
    return this.#options.rates.selectMatches(live).map(({ query }) => query);
  };

  #expire(sessionId: string): readonly RegistryEffect<S>[] {
    return this.#resumable.take(sessionId).flatMap((live) => this.#release(live));
  }

  #add(query: Query): LiveQuery<S> {
    const { instanceId, limits, now, log: posts } = this.#options;
    this.#querySet = undefined;
    this.#logs += 1;
    const epoch = `${instanceId}-${this.#logs.toString(36)}`;
    const live = new LiveQuery<S>(query, new ResultLog({ epoch, limits, now, posts }));
    this.#queries.set(query.canonical, live);
    this.#matcher.add(query);
    return live;
  }

  #release(live: LiveQuery<S>): readonly RegistryEffect<S>[] {
    live.refCount -= 1;
    const { query, refCount } = live;
    if (refCount > 0) return [];
    this.#querySet = undefined;
    this.#queries.delete(query.canonical);
    this.#matcher.remove(query);
    this.#rate.forget(query.canonical);
    return [{ type: 'query-removed', query }];
  }
}
