import type { Post, Query } from '../model/index.ts';
import { createMatcher } from '../query/index.ts';
import { countHashtags, tokenise } from '../text/index.ts';
import type { Delivery, Intent, MatchedPost, ScoredPost, Session, WantedQueries } from './ports.ts';

/** What happens to a session, as the registry is told. */
export type SessionEvent<S extends Session> =
  | { readonly type: 'change'; readonly session: S; readonly intent: Intent }
  | { readonly type: 'gone'; readonly session: S };

interface Entry<S> {
  readonly query: Query;
  /** Who holds the query, under which of its own ids. */
  readonly holders: Map<S, Set<string>>;
}

/**
 * Who wants what: sessions, their queries, and the index that finds a post's queries.
 *
 * It is the accumulator of a `scan` and changes in place: an event costs what it changes, not a copy of an index over
 * a hundred thousand queries. Nobody but the `scan` calls `apply`.
 */
export class Registry<S extends Session> {
  readonly #sessions = new Map<S, Map<string, Entry<S>>>();
  readonly #entries = new Map<string, Entry<S>>();
  readonly #matcher = createMatcher();
  #wanted: WantedQueries | undefined;
  #version = 0;

  apply(event: SessionEvent<S>): this {
    const { session } = event;
    if (event.type === 'gone') this.#forget(session);
    else if (event.intent.type === 'untrack') this.#release(session, event.intent.id);
    else this.#hold(session, event.intent.id, event.intent.query);
    return this;
  }

  /** The distinct live queries. The same array until the set changes. */
  wanted(): WantedQueries {
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
  *deliveriesOf(result: ScoredPost): Generator<Delivery<S>> {
    for (const [match, { query }] of result.matches.entries()) {
      const entry = this.#entries.get(query.canonical);
      if (entry === undefined) continue;
      for (const [session, ids] of entry.holders) {
        for (const id of ids) yield { session, id, result, match };
      }
    }
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

  #hold(session: S, id: string, query: Query): void {
    const held = this.#sessions.get(session) ?? new Map<string, Entry<S>>();
    if (held.get(id)?.query.canonical === query.canonical) return;
    const entry = this.#entries.get(query.canonical) ?? this.#admit(query);
    entry.holders.set(session, (entry.holders.get(session) ?? new Set()).add(id));
    // The new query is held before the old one is let go, so that a query that both name is never unwanted in between.
    this.#release(session, id);
    this.#sessions.set(session, held.set(id, entry));
  }

  #admit(query: Query): Entry<S> {
    const entry = { query, holders: new Map<S, Set<string>>() };
    this.#entries.set(query.canonical, entry);
    this.#matcher.add(query);
    this.#changed();
    return entry;
  }

  #release(session: S, id: string): void {
    const held = this.#sessions.get(session);
    const entry = held?.get(id);
    if (held === undefined || entry === undefined) return;
    held.delete(id);
    if (held.size === 0) this.#sessions.delete(session);
    const ids = entry.holders.get(session);
    ids?.delete(id);
    if (ids?.size === 0) entry.holders.delete(session);
    if (entry.holders.size > 0) return;
    this.#entries.delete(entry.query.canonical);
    this.#matcher.remove(entry.query);
    this.#changed();
  }

  #changed(): void {
    this.#wanted = undefined;
    this.#version += 1;
  }

  #forget(session: S): void {
    for (const id of this.#sessions.get(session)?.keys() ?? []) this.#release(session, id);
  }
}
