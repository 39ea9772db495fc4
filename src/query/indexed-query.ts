import type { Query } from '../model/index.ts';

/** A live query in the index. */
export interface IndexedQuery {
  readonly query: Query;
  /** Rises from query to query. */
  readonly order: number;
  /** How often it was added and not yet removed. */
  refCount: number;
  /** The last post that it was visited for. */
  lastVisit: number;
  /** Whether it asks for reposts. */
  readonly namesReposts: boolean;
  postings: readonly Posting[];
  /** Evaluations in vain since its anchors were chosen, and how many of them make us choose again. */
  misses: number;
  missLimit: number;
}

/** A query under one of its anchors: when that key is seen as one of the kinds of the mask, the query is evaluated. */
export interface Posting {
  readonly indexed: IndexedQuery;
  readonly anchor: Anchor;
  readonly entry: KeyEntry;
  previous: Posting | undefined;
  next: Posting | undefined;
}

/** A key without which a query (or one of its alternatives) can't hold. */
export interface Anchor {
  readonly key: string;
  readonly mask: number;
  /** The two neighbours that the key stands for; absent for a single word. */
  readonly pair?: readonly [string, string];
}

/** A key that queries stand under. */
export interface KeyEntry {
  readonly key: string;
  readonly hash: number;
  /** A list, linked so that a query leaves it at no cost. */
  postings: Posting | undefined;
  /** The last post that it was visited for, and as what. */
  lastVisit: number;
  kinds: number;
}
