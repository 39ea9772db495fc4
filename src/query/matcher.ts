import type { Match, Post, Query } from '../model/index.ts';
import type { Token } from '../text/index.ts';
import { AnchorIndex } from './anchor-index.ts';
import { anchorsOf, costOf, requiredWords, type Anchor } from './anchors.ts';
import { isMatch, spansOf } from './evaluate.ts';
import { CompiledPhrases } from './compiled-phrases.ts';
import { PostIndex } from './post-index.ts';
import { QueryRecords } from './query-records.ts';

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
 * The binary logarithm of the number of times that a query is found in vain before it gets rarer anchors. It starts at 0
 * and grows by 1 each time, up to this.
 */
const maxMissLimit = 12;

/**
 * Creates a matcher, a percolator: an index from words to queries.
 *
 * How this works:
 * 1. A query is indexed under its anchors, the rarest set of words of which every matching post has at least one: of
 * `rare common` the word `rare`, of `a OR b` both, of a phrase its rarest pair of neighbours.
 * 2. A post looks up each of its own words, and each pair of neighbours, and visits the queries found there.
 * 3. A Bloom filter answers most lookups with "no" before the table of anchors is read.
 * 4. A visited query that requires other words is dismissed by the hashes of the two rarest, without reading a string.
 * The trees of the others are evaluated on the post, so an anchor may be wrong about a match but never misses one.
 * 5. A count-min sketch counts how many posts contain each word; it decides which word is rarest. Counts are halved
 * from time to time, so that they follow the news.
 * 6. A query that is found in vain too often is re-anchored under words that are rarer by now; its limit then doubles.
 * 7. All that is in arrays of integers, so that neither a post nor a candidate allocates, and the garbage collector has
 * nothing to visit.
 * So the cost of a post grows with the queries that nearly match it, not with the number of live queries (bench
 * `match`).
 *
 * @example
 * const matcher = createMatcher();
 * matcher.add(parseQuery('pizza'));
 * matcher.match(post, tokenise(post.text)); // [{ query, spans: [{ start: 6, end: 11 }] }] for "great pizza"
 */
export function createMatcher(): Matcher {
  let index = new AnchorIndex();
  let records = new QueryRecords();
  const phrases = new CompiledPhrases();
  const byCanonical = new Map<string, number>();
  const place = (at: number, anchors: readonly Anchor[], missLimit: number): void => {
    const words = requiredWords(records.queryAt(at).root, index.frequencies);
    records.setPostings(at, index.add(at, anchors, { words, missLimit }));
  };
  /** Moves a query under rarer anchors, if there are any. */
  const reanchor = (at: number): void => {
    const postings = records.postingsOf(at);
    const current = index.anchorsOf(postings);
    const missLimit = Math.min(index.missLimitOf(postings) + 1, maxMissLimit);
    const rarest = anchorsOf(records.queryAt(at).root, index.frequencies);
    const isRarer = costOf(rarest, index.frequencies) <= 0.7 * costOf(current, index.frequencies);
    index.remove(postings);
    place(at, isRarer ? rarest : current, missLimit);
  };
  return {
    add(query) {
      const known = byCanonical.get(query.canonical);
      if (known !== undefined) {
        records.changeRefCount(known, 1);
        return;
      }
      const at = records.add(query);
      byCanonical.set(query.canonical, at);
      place(at, anchorsOf(query.root, index.frequencies), 0);
    },
    remove({ canonical }) {
      const at = byCanonical.get(canonical);
      if (at === undefined || records.changeRefCount(at, -1) > 0) return;
      byCanonical.delete(canonical);
      index.remove(records.postingsOf(at));
      records.remove(at);
      // Arrays of integers do not shrink; but they can be left behind.
      if (byCanonical.size > 0) return;
      index = new AnchorIndex(index.frequencies);
      records = new QueryRecords();
    },
    match(post, tokens, select = (all) => all) {
      if (byCanonical.size === 0) return none;
      const postIndex = new PostIndex(post, tokens, phrases);
      const found: number[] = [];
      records.beginPost();
      index.visit(postIndex, (at) => {
        if (!records.visit(at)) return true;
        const isFound = isMatch(records.queryAt(at).root, postIndex);
        if (isFound) found.push(at);
        return isFound;
      });
      const stale = index.takeStale();
      if (stale.length > 0) for (const at of new Set(stale)) reanchor(at);
      if (found.length === 0) return none;
      const selected = select(records.sortedQueries(found));
      return selected.map((query) => ({ query, spans: spansOf(query.root, postIndex) }));
    },
  };
}

const none: readonly never[] = [];
