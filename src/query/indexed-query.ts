import type { Query } from '../model/index.ts';

/** A live query and its place in the index. */
export interface IndexedQuery {
  readonly query: Query;
  /** The order in which queries were added, which rises from query to query. */
  readonly order: number;
  /** The number of times it was added and not yet removed. */
  refCount: number;
  /** The number of the last post for which it was visited. */
  lastVisit: number;
  /** Whether one of its alternatives asks for reposts. */
  readonly namesReposts: boolean;
  postings: readonly Posting[];
  /** Evaluations without a match since its anchors were chosen, and the number at which they are chosen again. */
  misses: number;
  missLimit: number;
}

/**
 * An entry of a query under one of its anchors. The query is evaluated when a post has the key as one of the kinds in
 * the mask.
 */
export interface Posting {
  readonly indexed: IndexedQuery;
  readonly anchor: Anchor;
  readonly entry: KeyEntry;
  previous: Posting | undefined;
  next: Posting | undefined;
}

/** A key that a post must contain for the query, or for one of its alternatives, to match. */
export interface Anchor {
  readonly key: string;
  readonly mask: number;
  /** The two neighbouring words that the key stands for; absent for a single word. */
  readonly pair?: readonly [string, string];
  /** The beginning of words that the key stands for; absent for a whole word. */
  readonly prefix?: string;
}

/** A key with the queries indexed under it. */
export interface KeyEntry {
  readonly key: string;
  /** The beginning of words that the key stands for; undefined for a whole word or a pair. */
  readonly prefix: string | undefined;
  readonly hash: number;
  /** A linked list, so that a query leaves it in constant time. */
  postings: Posting | undefined;
  /** The number of the last post for which it was visited, and the kinds of tokens that led to it. */
  lastVisit: number;
  kinds: number;
}
