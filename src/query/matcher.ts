import type { Match, Post, Query } from '../model/index.ts';
import type { Token } from '../text/index.ts';
import { AnchorIndex } from './anchor-index.ts';
import { anchorsOf, costOf } from './anchors.ts';
import { asksForReposts, matchesNode, namesReposts, spansOf } from './evaluate.ts';
import type { IndexedQuery } from './indexed-query.ts';
import { PostIndex } from './post-index.ts';

/** Returns some of the queries, in their order. */
export type SelectQueries = (found: readonly Query[]) => readonly Query[];

/** Finds the live queries that match a post. */
export interface Matcher {
  /** Adds a query. A query that is already live (by its canonical spelling) is counted instead. */
  readonly add: (query: Query) => void;
  /** Undoes one `add`; a query that is not live is ignored. */
  readonly remove: (query: Query) => void;
  /**
   * Returns the matching queries in the order in which they were added. `tokens` are the tokens of the post's text. With
   * `select`, only those that it returns of them: the places of their words are looked for after that.
   */
  readonly match: (post: Post, tokens: readonly Token[], select?: SelectQueries) => readonly Match[];
}

/**
 * Number of evaluations without a match before a query gets rarer anchors. It starts at the first value and doubles
 * each time, up to the second.
 */
const firstMissLimit = 1;
const maxMissLimit = 4096;

/**
 * Creates a matcher, a percolator: an index from words to queries.
 *
 * How this works:
 * 1. A query is indexed under its anchors, the rarest set of words of which every matching post has at least one: of
 * `rare common` the word `rare`, of `a OR b` both, of a phrase its rarest pair of neighbours.
 * 2. A post looks up each of its own words, and each pair of neighbours, and visits the queries found there.
 * 3. A counting Bloom filter answers most lookups with "no" before the map of anchors is read.
 * 4. The tree of each visited query is evaluated on the post, so an anchor may be wrong about a match but never misses
 * one.
 * 5. A count-min sketch counts how many posts contain each word; it decides which word is rarest. Counts are halved
 * from time to time, so that they follow the news.
 * 6. A query whose evaluations fail `missLimit` times is re-anchored under words that are rarer by now; its limit then
 * doubles.
 * So the cost of a post grows with the queries that nearly match it, not with the number of live queries (bench
 * `match`).
 *
 * @example
 * const matcher = createMatcher();
 * matcher.add(parseQuery('pizza'));
 * matcher.match(post, tokenise(post.text)); // [{ query, spans: [{ start: 6, end: 11 }] }] for "great pizza"
 */
export function createMatcher(): Matcher {
  const index = new AnchorIndex();
  const queries = new Map<string, IndexedQuery>();
  let added = 0;
  return {
    add(query) {
      const known = queries.get(query.canonical);
      if (known !== undefined) {
        known.refCount += 1;
        return;
      }
      added += 1;
      const indexed = {
        query,
        order: added,
        refCount: 1,
        lastVisit: 0,
        namesReposts: namesReposts(query.root),
        postings: [],
        misses: 0,
        missLimit: firstMissLimit,
      };
      queries.set(query.canonical, indexed);
      index.add(indexed, anchorsOf(query.root, index.frequencies));
    },
    remove(query) {
      const indexed = queries.get(query.canonical);
      if (indexed === undefined) return;
      indexed.refCount -= 1;
      if (indexed.refCount > 0) return;
      queries.delete(query.canonical);
      index.remove(indexed);
    },
    match(post, tokens, select = (all) => all) {
      if (queries.size === 0) return [];
      const postIndex = new PostIndex(post, tokens);
      const found: IndexedQuery[] = [];
      const stale: IndexedQuery[] = [];
      index.visit(postIndex, (indexed) => {
        if (isMatch(indexed, postIndex)) {
          found.push(indexed);
          return;
        }
        indexed.misses += 1;
        if (indexed.misses >= indexed.missLimit) stale.push(indexed);
      });
      for (const indexed of stale) reanchor(indexed, index);
      if (found.length > 1) found.sort((a, b) => a.order - b.order);
      const selected = select(found.map(({ query }) => query));
      return selected.map((query) => ({ query, spans: spansOf(query.root, postIndex) }));
    },
  };
}

function isMatch({ query, namesReposts }: IndexedQuery, postIndex: PostIndex): boolean {
  if (postIndex.post.repost !== true) return matchesNode(query.root, postIndex);
  return namesReposts && matchesNode(query.root, postIndex) && asksForReposts(query.root, postIndex);
}

/** Moves a query under rarer anchors, if there are any. */
function reanchor(indexed: IndexedQuery, index: AnchorIndex): void {
  indexed.misses = 0;
  indexed.missLimit = Math.min(2 * indexed.missLimit, maxMissLimit);
  const anchors = anchorsOf(indexed.query.root, index.frequencies);
  const cost = costOf(
    indexed.postings.map(({ anchor }) => anchor),
    index.frequencies,
  );
  if (costOf(anchors, index.frequencies) > 0.7 * cost) return;
  index.remove(indexed);
  index.add(indexed, anchors);
}
