import type { Match, Post, Query } from '../model/index.ts';
import type { Token } from '../text/index.ts';
import { AnchorIndex } from './anchor-index.ts';
import { anchorsOf, costOf } from './anchors.ts';
import { asksForReposts, matchesNode, namesReposts, spansOf } from './evaluate.ts';
import type { IndexedQuery } from './indexed-query.ts';
import { PostIndex } from './post-index.ts';

/** Finds the queries that a post satisfies, by an index from words to queries. */
export interface Matcher {
  /** A query that is there already (by its canonical spelling) is counted, not repeated. */
  readonly add: (query: Query) => void;
  /** Takes back one `add`; what is not there stays so. */
  readonly remove: (query: Query) => void;
  /** The queries that hold for the post, in the order in which they were added, each once. `tokens` are those of the post's text. */
  readonly match: (post: Post, tokens: readonly Token[]) => readonly Match[];
}

/** So many evaluations in vain make us look for rarer anchors: at first each, then twice as many each time. */
const firstMissLimit = 1;
const maxMissLimit = 4096;

/**
 * A percolator: a post finds its candidates by its own words, then each candidate's tree is evaluated. A query stands
 * under the rarest of the words that it can't do without, by what is known of their frequency; one that is evaluated
 * in vain too often is put under others. So a post costs what the queries cost that nearly match it, however many
 * others there are.
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
    match(post, tokens) {
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
      return found.map(({ query }) => ({ query, spans: spansOf(query.root, postIndex) }));
    },
  };
}

function isMatch({ query, namesReposts }: IndexedQuery, postIndex: PostIndex): boolean {
  if (postIndex.post.repost !== true) return matchesNode(query.root, postIndex);
  return namesReposts && matchesNode(query.root, postIndex) && asksForReposts(query.root, postIndex);
}

/** Puts a query that was evaluated in vain under rarer words, if there are. */
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
