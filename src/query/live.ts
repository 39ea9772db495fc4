import type { Query } from '../model/index.ts';

/** A live query in the index. */
export interface LiveQuery {
  readonly query: Query;
  /** Rises from query to query. */
  readonly order: number;
  /** How often it was added and not yet removed. */
  uses: number;
  /** The last post that it was evaluated for. */
  seen: number;
  /** Whether it asks for reposts. */
  readonly reposts: boolean;
  postings: readonly Posting[];
  /** Evaluations in vain since its anchors were chosen, and how many of them make us choose again. */
  misses: number;
  patience: number;
}

/** A query under one of its anchors: when that key is seen as one of the kinds of the mask, the query is evaluated. */
export interface Posting {
  readonly live: LiveQuery;
  readonly anchor: Anchor;
  readonly entry: KeyEntry;
  previous: Posting | undefined;
  next: Posting | undefined;
}

/** A key without which a query (or one of its alternatives) can't hold. */
export interface Anchor {
  readonly key: string;
  readonly mask: number;
  /** The two neighbours that the key stands for; empty for a single word. */
  readonly pair: readonly string[];
}

/** A key that some live query uses, and how it stands in the post that is being matched. */
export interface KeyEntry {
  readonly key: string;
  /** How many terms of live queries name it. */
  uses: number;
  /** The queries that are looked at when it is seen: a list, linked so that one leaves it at no cost. */
  postings: Posting | undefined;
  /** How many pairs of neighbours with postings it is part of. */
  pairs: number;
  /** The last post that it stood in, and as what. */
  seen: number;
  kinds: number;
  /** Since which post it is counted, and in how many posts it stood. */
  readonly born: number;
  hits: number;
}
