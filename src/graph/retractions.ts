import { filter, map, pipe, share, type OperatorFunction } from 'rxjs';
import type { Post, PostRef, Retraction } from '../model/index.ts';
import { RecentKeys } from './operators/index.ts';
import type { RetractionEvent, ScoredPost, SourceEvent } from './ports.ts';

/** A post that may have been sent, with the canonical queries that it may have been sent for. */
interface SentPost {
  readonly post: PostRef;
  readonly author: string | undefined;
  readonly queries: readonly string[];
}

/** A retraction with the posts that it concerns, as far as they are remembered. */
export interface Retracted {
  readonly retraction: Retraction;
  readonly posts: readonly Pick<SentPost, 'post' | 'queries'>[];
}

const keyOf = (source: string, name: string): string => `${source}\0${name}`;

/**
 * The posts that were deleted, and those that may be: so that a post that comes after its deletion is known, and those to
 * whom a post was sent can be told. A state machine that changes in place, in bounded memory: it remembers the latest
 * `maxPosts` of each.
 */
export class Retractions {
  readonly #maxPosts: number;
  readonly #deleted: RecentKeys;
  readonly #ended: RecentKeys;
  /** The latest posts that were sent, by source and id; the oldest first. */
  readonly #sent = new Map<string, SentPost>();
  /** The keys of the posts of an author, by source and author. */
  readonly #byAuthor = new Map<string, Set<string>>();

  constructor(maxPosts: number) {
    this.#maxPosts = maxPosts;
    this.#deleted = new RecentKeys(maxPosts);
    this.#ended = new RecentKeys(maxPosts);
  }

  /** Applies an event; returns what it retracts, undefined when that is known already. */
  apply(event: RetractionEvent): Retracted | undefined {
    if (event.type === 'account-restored') {
      this.#ended.delete(keyOf(event.source, event.author));
      return undefined;
    }
    if (event.type === 'account-ended') return this.#endAccount(event);
    const key = keyOf(event.source, event.id);
    if (!this.#deleted.add(key)) return undefined;
    return { retraction: event, posts: this.#forget([key]) };
  }

  /** Returns whether a post was deleted. */
  readonly has = ({ source, id, author }: Post): boolean =>
    this.#deleted.has(keyOf(source, id)) || (author !== undefined && this.#ended.has(keyOf(source, author)));

  /** Remembers a post that is about to be sent for some queries, unless it was deleted; returns whether it may be sent. */
  readonly admit = ({ post, matches }: ScoredPost): boolean => {
    if (this.has(post)) return false;
    if (this.#maxPosts === 0) return true;
    const { source, id, author } = post;
    const key = keyOf(source, id);
    const known = this.#sent.get(key)?.queries ?? [];
    const found = matches.map(({ query }) => query.canonical).filter((query) => !known.includes(query));
    this.#sent.set(key, { post: { id, source }, author, queries: [...known, ...found] });
    if (author !== undefined) this.#keysOf(keyOf(source, author)).add(key);
    const [oldest] = this.#sent.size > this.#maxPosts ? this.#sent.keys() : [];
    if (oldest !== undefined) this.#forget([oldest]);
    return true;
  };

  #endAccount(event: Extract<RetractionEvent, { readonly type: 'account-ended' }>): Retracted | undefined {
    const author = keyOf(event.source, event.author);
    if (!this.#ended.add(author)) return undefined;
    const keys = [...(this.#byAuthor.get(author) ?? [])];
    // The posts stay deleted when the account comes back.
    for (const key of keys) this.#deleted.add(key);
    return { retraction: event, posts: this.#forget(keys) };
  }

  #keysOf(author: string): Set<string> {
    const keys = this.#byAuthor.get(author) ?? new Set();
    this.#byAuthor.set(author, keys);
    return keys;
  }

  /** Removes posts from those that were sent, and returns them. */
  #forget(keys: readonly string[]): readonly SentPost[] {
    return keys.flatMap((key) => {
      const sent = this.#sent.get(key);
      if (sent === undefined) return [];
      this.#sent.delete(key);
      if (sent.author === undefined) return [sent];
      const author = keyOf(sent.post.source, sent.author);
      const others = this.#byAuthor.get(author);
      others?.delete(key);
      if (others?.size === 0) this.#byAuthor.delete(author);
      return [sent];
    });
  }
}

/**
 * Applies the retractions among the events, each once whatever the number of subscribers, and emits what they retract. All
 * subscribers must be there before the first event.
 *
 * @example
 * const retracted$ = events$.pipe(applyRetractions(new Retractions(100_000)));
 */
export function applyRetractions(retractions: Retractions): OperatorFunction<SourceEvent, Retracted> {
  return pipe(
    filter(isRetractionEvent),
    map((event) => retractions.apply(event)),
    filter((retracted) => retracted !== undefined),
    share(),
  );
}

const isRetractionEvent = (event: SourceEvent): event is RetractionEvent =>
  event.type === 'delete' || event.type === 'account-ended' || event.type === 'account-restored';
