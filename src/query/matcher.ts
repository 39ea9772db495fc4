import type { Match, Post, Query } from '../model/index.ts';
import type { Token } from '../text/index.ts';
import { AnchorIndex } from './anchor-index.ts';
import { anchorsOf, costOf } from './anchors.ts';
import { asksForReposts, holds, namesReposts, spansOf } from './evaluate.ts';
import type { LiveQuery } from './live.ts';
import { Reading } from './reading.ts';

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
const firstPatience = 1;
const lastPatience = 4096;

/**
 * A percolator: a post finds its candidates by its own words, then each candidate's tree is evaluated. A query stands
 * under the rarest of the words that it can't do without, by what is known of their frequency; one that is evaluated
 * in vain too often is put under others. So a post costs what the queries cost that nearly match it, however many
 * others there are.
 */
export function createMatcher(): Matcher {
  const index = new AnchorIndex();
  const queries = new Map<string, LiveQuery>();
  let added = 0;
  return {
    add(query) {
      const known = queries.get(query.canonical);
      if (known !== undefined) {
        known.uses += 1;
        return;
      }
      added += 1;
      const reposts = namesReposts(query.root);
      const live = { query, order: added, uses: 1, seen: 0, reposts, postings: [], misses: 0, patience: firstPatience };
      queries.set(query.canonical, live);
      index.put(live, anchorsOf(query.root, index.frequencies));
    },
    remove(query) {
      const live = queries.get(query.canonical);
      if (live === undefined) return;
      live.uses -= 1;
      if (live.uses > 0) return;
      queries.delete(query.canonical);
      index.take(live);
    },
    match(post, tokens) {
      if (queries.size === 0) return [];
      const reading = new Reading(post, tokens);
      const found: LiveQuery[] = [];
      const tired: LiveQuery[] = [];
      index.visit(reading, (live) => {
        if (isSeenBy(live, reading)) {
          found.push(live);
          return;
        }
        live.misses += 1;
        if (live.misses >= live.patience) tired.push(live);
      });
      for (const live of tired) reconsider(live, index);
      if (found.length > 1) found.sort((a, b) => a.order - b.order);
      return found.map(({ query }) => ({ query, spans: spansOf(query.root, reading) }));
    },
  };
}

function isSeenBy({ query, reposts }: LiveQuery, reading: Reading): boolean {
  if (reading.post.repost !== true) return holds(query.root, reading);
  return reposts && holds(query.root, reading) && asksForReposts(query.root, reading);
}

/** Puts a query that was evaluated in vain under rarer words, if there are. */
function reconsider(live: LiveQuery, index: AnchorIndex): void {
  live.misses = 0;
  live.patience = Math.min(2 * live.patience, lastPatience);
  const anchors = anchorsOf(live.query.root, index.frequencies);
  const cost = costOf(
    live.postings.map(({ anchor }) => anchor),
    index.frequencies,
  );
  if (costOf(anchors, index.frequencies) > 0.7 * cost) return;
  index.take(live);
  index.put(live, anchors);
}
