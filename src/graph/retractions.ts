import { filter, map, pipe, share, type MonoTypeOperatorFunction, type OperatorFunction } from 'rxjs';
import { postKey, RecentMap, type PostRef, type Retraction } from '../model/index.ts';
import { RecentKeys } from './operators/index.ts';
import type { MatchedPost, Probe, RetractionEvent, ScoredPost, SourceEvent } from './ports.ts';

/** A post that may have been sent, with the canonical queries that it may have been sent for. */
export interface SentPost {
  readonly post: PostRef;
  readonly author: string | undefined;
  readonly queries: readonly string[];
  /** The post's own time, in epoch ms. */
  readonly at: number;
  /** Its position in the log that it comes from, if it comes from one. */
  readonly position: number | undefined;
  /** Its number among the posts that were delivered as new ones; 0 when it was only among stored or missed ones. */
  readonly number: number;
}

/** A retraction with the posts that it concerns, as far as they are remembered. */
export interface Retracted {
  readonly retraction: Retraction;
  readonly posts: readonly SentPost[];
}

const authorKey = (source: string, author: string): string => `${source}\0${author}`;

function sentOf({ post, matches, position }: MatchedPost, number: number): SentPost {
  const { source, id, author, at } = post;
  const queries = matches.map(({ query }) => query.canonical);
  return { post: { id, source }, author, at, queries, position, number };
}

/** Joins what is remembered of a post: it may have been sent for more queries. */
const joined = (known: SentPost, { queries, number, ...sent }: SentPost): SentPost => ({
  ...sent,
  queries: [...known.queries, ...queries.filter((query) => !known.queries.includes(query))],
  number: number === 0 ? known.number : number,
});

/**
 * The posts that were deleted, and those that may be: so that a post that comes after its deletion is known, and those to
 * whom a post was sent can be told. A state machine that changes in place, in bounded memory: it remembers the latest
 * `maxPosts` of each.
 */
export class Retractions {
  readonly #deleted: RecentKeys;
  readonly #ended: RecentKeys;
  /** The latest posts that were sent, by source and id. */
  readonly #sent: RecentMap<string, SentPost>;
  /** The key of the post of an author, or the keys where there are more, by source and author. */
  readonly #byAuthor = new Map<string, string | Set<string>>();
  #delivered = 0;

  constructor(maxPosts: number) {
    this.#deleted = new RecentKeys(maxPosts);
    this.#ended = new RecentKeys(maxPosts);
    this.#sent = new RecentMap(maxPosts);
  }

  /** The number of the post that was delivered last as a new one. */
  get delivered(): number {
    return this.#delivered;
  }

  /** Applies an event; returns what it retracts, undefined when that is known already. */
  apply(event: RetractionEvent): Retracted | undefined {
    if (event.type === 'account-restored') {
      this.#ended.delete(authorKey(event.source, event.author));
      return undefined;
    }
    if (event.type === 'account-ended') return this.#endAccount(event);
    const key = postKey(event);
    if (!this.#deleted.add(key)) return undefined;
    return { retraction: event, posts: this.#forget([key]) };
  }

  /** Returns whether a post was deleted. */
  readonly has = (post: PostRef & { readonly author?: string | undefined }): boolean =>
    this.#deleted.has(postKey(post)) ||
    (post.author !== undefined && this.#ended.has(authorKey(post.source, post.author)));

  /** Remembers a post of a log before it is scored, since a session that comes from another node may have it already. */
  readonly expect = (matched: MatchedPost): void => {
    if (matched.position !== undefined) this.#remember(sentOf(matched, 0));
  };

  /** Remembers a new post that is about to be sent for some queries, unless it was deleted; returns whether it may be sent. */
  readonly admit = (result: MatchedPost): boolean => {
    if (this.has(result.post)) return false;
    this.#delivered += 1;
    this.#remember(sentOf(result, this.#delivered));
    return true;
  };

  /** Does the same for a post that is stored, or that a session missed, or may have from elsewhere. */
  readonly admitEarlier = (result: MatchedPost): boolean => this.adopt(sentOf(result, 0));

  /** Does the same for a post that other `Retractions` remember. */
  readonly adopt = (sent: SentPost): boolean => {
    if (this.has({ ...sent.post, author: sent.author })) return false;
    this.#remember(sent);
    return true;
  };

  /** Iterates over the posts that may have been sent and were not deleted. */
  *remembered(): Generator<SentPost> {
    for (const [, sent] of this.#sent.entries()) yield sent;
  }

  #remember(sent: SentPost): void {
    const { post, author } = sent;
    const key = postKey(post);
    const known = this.#sent.get(key);
    const forgotten = this.#sent.set(key, known === undefined ? sent : joined(known, sent));
    if (author !== undefined && known?.author !== author) this.#joinAuthor(key, authorKey(post.source, author));
    if (forgotten !== undefined) this.#leaveAuthor(forgotten.key, forgotten.value);
  }

  #endAccount(event: Extract<RetractionEvent, { readonly type: 'account-ended' }>): Retracted | undefined {
    const author = authorKey(event.source, event.author);
    if (!this.#ended.add(author)) return undefined;
    const known = this.#byAuthor.get(author) ?? [];
    const keys = typeof known === 'string' ? [known] : [...known];
    // The posts stay deleted when the account comes back.
    for (const key of keys) this.#deleted.add(key);
    return { retraction: event, posts: this.#forget(keys) };
  }

  #joinAuthor(key: string, author: string): void {
    const keys = this.#byAuthor.get(author);
    if (keys === undefined) this.#byAuthor.set(author, key);
    else if (typeof keys === 'string') this.#byAuthor.set(author, new Set([keys, key]));
    else keys.add(key);
  }

  /** Removes posts from those that were sent, and returns them. */
  #forget(keys: readonly string[]): readonly SentPost[] {
    return keys.flatMap((key) => {
      const sent = this.#sent.get(key);
      if (sent === undefined) return [];
      this.#sent.delete(key);
      this.#leaveAuthor(key, sent);
      return [sent];
    });
  }

  #leaveAuthor(key: string, { post, author }: SentPost): void {
    if (author === undefined) return;
    const name = authorKey(post.source, author);
    const keys = this.#byAuthor.get(name);
    if (typeof keys === 'object') keys.delete(key);
    if (keys === key || (typeof keys === 'object' && keys.size === 0)) this.#byAuthor.delete(name);
  }
}

/**
 * Passes on the scored posts that have not been deleted meanwhile. Each post leaves the ledger here: as `scored`, or as
 * `filtered` when it was deleted before it could be delivered, as one that comes after its deletion does.
 *
 * @example
 * scored$.pipe(admitScored(retractions, probe));
 */
export function admitScored(
  { admit }: Pick<Retractions, 'admit'>,
  { record }: Pick<Probe, 'record'>,
): MonoTypeOperatorFunction<ScoredPost> {
  return filter((result) => {
    const isAdmitted = admit(result);
    record(isAdmitted ? 'scored' : 'filtered', 1);
    return isAdmitted;
  });
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
