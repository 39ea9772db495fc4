import type { Post, Query } from '../model/index.ts';
import { createMatcher } from '../query/index.ts';
import { countHashtags, tokenise } from '../text/index.ts';
import { createRate } from '../window/index.ts';
import { topK } from './top-k.ts';
import type {
  Intent,
  MatchedPost,
  ResultDelivery,
  ScoredPost,
  Session,
  TrackIntent,
  TrackedQuery,
  QuerySet,
} from './ports.ts';
import { Subscribers } from './subscribers.ts';
import { ResultLog, type LoggedResult } from './result-log.ts';
import { parseResumeToken } from './resume-token.ts';
import type { QueryWindow } from './windows/active-windows.ts';
import { WindowSubscriptions } from './windows/window-subscriptions.ts';

/** What happens to a session, as the registry is told. `lapsed`: it has been gone for too long to come back. */
export type SessionEvent<S extends Session> =
  | { readonly type: 'change'; readonly session: S; readonly intent: Intent }
  | { readonly type: 'gone'; readonly session: S }
  | { readonly type: 'lapsed'; readonly id: string };

/** An id of a session, and the query that it stands for. */
export interface Holding<S extends Session> {
  readonly type: 'tracking';
  readonly session: S;
  readonly id: string;
  readonly query: Query;
  readonly resume: string;
}

/** What a session is to be told because of what it asked for. */
export type Reply<S extends Session> =
  | { readonly type: 'untracked'; readonly session: S; readonly id: string }
  | (Holding<S> & {
      /** From when on it wants what is stored, in epoch ms. */
      readonly since: number | undefined;
      /** What it missed; `since` (epoch ms) stands where that can't be told. Absent when it did not ask. */
      readonly missed?: readonly LoggedResult[] | { readonly since: number };
    });

export interface RegistryOptions {
  /** As in `Ports`. */
  readonly instanceId: string;
  readonly maxResumeResults: number;
  /** Epoch ms. */
  readonly now: () => number;
}

interface Entry<S> {
  readonly query: Query;
  /** Who gets its results, under which of its own ids. */
  readonly readers: Subscribers<S>;
  readonly log: ResultLog;
  /** How many ids hold it, with those of sessions that may come back. */
  holds: number;
  /** How many sessions hold it. */
  sessions: number;
}

/** Over how much time the posts of a query are counted; and of how many queries, those with the latest posts. */
const rateOptions = { seconds: 60, maxKeys: 10_000 } as const;

interface Held<S> {
  readonly entry: Entry<S>;
  readonly posts: boolean;
  readonly window: QueryWindow | undefined;
}

/**
 * Who wants what: sessions, their queries, and the index that finds a post's queries.
 *
 * It is the accumulator of a `scan` and changes in place: an event costs what it changes, not a copy of an index over
 * a hundred thousand queries. Nobody but the `scan` calls `apply`.
 */
export class Registry<S extends Session> {
  readonly #options: RegistryOptions;
  readonly #sessions = new Map<S, Map<string, Held<S>>>();
  readonly #entries = new Map<string, Entry<S>>();
  /** What is kept for sessions that may come back, by their id. */
  readonly #kept = new Map<string, readonly Entry<S>[]>();
  /** Who wants which window of which query. */
  readonly windows = new WindowSubscriptions<S>();
  readonly #matcher = createMatcher();
  readonly #rate = createRate(rateOptions);
  #replies: Reply<S>[] = [];
  #wanted: QuerySet | undefined;
  #version = 0;

  constructor(options: RegistryOptions) {
    this.#options = options;
  }

  apply(event: SessionEvent<S>): this {
    if (event.type === 'gone') this.#forget(event.session);
    else if (event.type === 'lapsed') this.#lapse(event.id);
    else if (event.intent.type === 'track') this.#hold(event.session, event.intent);
    else this.#untrack(event.session, event.intent.id);
    return this;
  }

  /** The distinct live queries. The same array until the set changes. */
  wanted(): QuerySet {
    this.#wanted ??= Array.from(this.#entries.values(), ({ query }) => query);
    return this.#wanted;
  }

  /** The post with the live queries that it satisfies; undefined when there is none. */
  match(post: Post): MatchedPost | undefined {
    const tokens = tokenise(post.text);
    const matches = this.#matcher.match(post, tokens);
    return matches.length === 0 ? undefined : { post, matches, hashtags: countHashtags(tokens, post.hashtags) };
  }

  /** One delivery for each id that holds a matched query when it is that delivery's turn. */
  *deliveriesOf(result: ScoredPost): Generator<ResultDelivery<S>> {
    const now = this.#options.now();
    for (const [match, { query }] of result.matches.entries()) {
      const entry = this.#entries.get(query.canonical);
      if (entry === undefined) continue;
      const { resume } = entry.log.push(result, match);
      this.#rate.add(query.canonical, now);
      for (const [session, ids] of entry.readers) {
        for (const id of ids) yield { type: 'result', session, id, result, match, resume };
      }
    }
  }

  /** What sessions are to be told since the last call. */
  takeReplies(): readonly Reply<S>[] {
    const replies = this.#replies;
    this.#replies = [];
    return replies;
  }

  /** Every id of every session, with its query. */
  *holdings(): Generator<Holding<S>> {
    for (const [session, held] of this.#sessions) {
      for (const [id, { entry }] of held) yield trackingOf(session, id, entry);
    }
  }

  /** As in `Holdings`. */
  tracked(limit: number): readonly TrackedQuery[] {
    const now = this.#options.now();
    const live = Array.from(this.#entries.values()).filter(({ sessions }) => sessions > 0);
    return topK(live, ({ sessions }) => sessions, limit).map(({ query: { canonical: query }, sessions }) => {
      return { query, sessions, ratePerSecond: this.#rate.perSecond(query, now) };
    });
  }

  /** Every session that holds a query. */
  members(): IterableIterator<S> {
    return this.#sessions.keys();
  }

  /** Changes with every change of the set of live queries. */
  get version(): number {
    return this.#version;
  }

  /** The sessions that hold a query. */
  get sessions(): number {
    return this.#sessions.size;
  }

  /** The distinct live queries, counted. */
  get queries(): number {
    return this.#entries.size;
  }

  #hold(session: S, { id, query, posts = true, summary, resume, since }: TrackIntent): void {
    const held = this.#sessions.get(session) ?? new Map<string, Held<S>>();
    const entry = this.#entries.get(query.canonical) ?? this.#admit(query);
    entry.holds += 1;
    // The new query is held before the old one is let go, so that a query that both name is never unwanted in between.
    this.#release(session, id);
    if (!isHeldBy(held, entry)) entry.sessions += 1;
    if (posts) entry.readers.add(session, id);
    if (posts && session.resumable === true) entry.log.keep();
    const window = summary && { query: entry.query, ...summary };
    if (window !== undefined) this.windows.hold(session, id, window);
    this.#sessions.set(session, held.set(id, { entry, posts, window }));
    this.#replies.push({
      ...trackingOf(session, id, entry),
      since,
      ...(resume !== undefined && missedBy(entry.log, resume)),
    });
  }

  #admit(query: Query): Entry<S> {
    const { instanceId, maxResumeResults, now } = this.#options;
    this.#changed();
    const log = new ResultLog({
      epoch: `${instanceId}-${this.#version.toString(36)}`,
      maxResults: maxResumeResults,
      now,
    });
    const entry = { query, readers: new Subscribers<S>(), log, holds: 0, sessions: 0 };
    this.#entries.set(query.canonical, entry);
    this.#matcher.add(query);
    return entry;
  }

  #untrack(session: S, id: string): void {
    this.#release(session, id);
    this.#replies.push({ type: 'untracked', session, id });
  }

  #release(session: S, id: string): void {
    const held = this.#sessions.get(session);
    const { entry, posts, window } = held?.get(id) ?? {};
    if (held === undefined || entry === undefined) return;
    held.delete(id);
    if (!isHeldBy(held, entry)) entry.sessions -= 1;
    if (held.size === 0) this.#sessions.delete(session);
    if (posts === true) entry.readers.delete(session, id);
    if (window !== undefined) this.windows.release(session, id, window);
    this.#letGo(entry);
  }

  #letGo(entry: Entry<S>): void {
    entry.holds -= 1;
    if (entry.holds > 0) return;
    this.#entries.delete(entry.query.canonical);
    this.#matcher.remove(entry.query);
    this.#rate.forget(entry.query.canonical);
    this.#changed();
  }

  #changed(): void {
    this.#wanted = undefined;
    this.#version += 1;
  }

  #forget(session: S): void {
    const held = this.#sessions.get(session);
    if (held === undefined) return;
    if (session.resumable === true) {
      const kept = Array.from(held.values()).flatMap(({ entry, posts }) => (posts ? [entry] : []));
      for (const entry of kept) entry.holds += 1;
      this.#kept.set(session.id, kept);
    }
    for (const id of held.keys()) this.#release(session, id);
  }

  #lapse(id: string): void {
    const kept = this.#kept.get(id) ?? [];
    this.#kept.delete(id);
    for (const entry of kept) this.#letGo(entry);
  }
}

function trackingOf<S extends Session>(session: S, id: string, { query, log }: Entry<S>) {
  return { type: 'tracking' as const, session, id, query, resume: log.resume() };
}

/** What a client that comes back is told. Until it has what it missed, the token that it came with is its place. */
function missedBy(log: ResultLog, resume: string) {
  const token = parseResumeToken(resume);
  const missed = token && log.after(token);
  return missed === undefined ? { missed: { since: token?.at ?? 0 } } : { missed, resume };
}

function isHeldBy<S>(held: ReadonlyMap<string, Held<S>>, entry: Entry<S>): boolean {
  for (const each of held.values()) if (each.entry === entry) return true;
  return false;
}
