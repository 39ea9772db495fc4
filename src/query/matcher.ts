import type { Match, Post, Query, QueryNode } from '../model/index.ts';
import type { Token } from '../text/index.ts';
import { anchorsOf, costOf } from './anchors.ts';
import { asksForReposts, holds, namesReposts, spansOf, type Candidate } from './evaluate.ts';
import { KeyIndex } from './key-index.ts';
import type { LiveQuery } from './live.ts';
import { post as putUnder, unpost } from './postings.ts';

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
  const index = new KeyIndex();
  const queries = new Map<string, LiveQuery>();
  let added = 0;

  const reconsider = (live: LiveQuery): void => {
    live.misses = 0;
    live.patience = Math.min(2 * live.patience, lastPatience);
    const anchors = anchorsOf(live.query.root, index);
    const now = costOf(
      live.postings.map(({ anchor }) => anchor),
      index,
    );
    if (costOf(anchors, index) > 0.7 * now) return;
    unpost(index, live);
    putUnder(index, live, anchors);
  };

  return {
    add(query) {
      const known = queries.get(query.canonical);
      if (known !== undefined) {
        known.uses += 1;
        return;
      }
      const reposts = namesReposts(query.root);
      added += 1;
      const live = { query, order: added, uses: 1, seen: 0, reposts, postings: [], misses: 0, patience: firstPatience };
      queries.set(query.canonical, live);
      for (const key of keysOf(query.root)) index.acquire(key);
      putUnder(index, live, anchorsOf(query.root, index));
    },
    remove(query) {
      const live = queries.get(query.canonical);
      if (live === undefined) return;
      live.uses -= 1;
      if (live.uses > 0) return;
      queries.delete(query.canonical);
      unpost(index, live);
      for (const key of keysOf(live.query.root)) index.release(key);
    },
    match(post, tokens) {
      if (queries.size === 0) return [];
      index.load(post, tokens);
      const candidate: Candidate = { index, post, tokens };
      const found: LiveQuery[] = [];
      const tired: LiveQuery[] = [];
      for (const { kinds, postings } of index.touched) {
        for (let posting = postings; posting !== undefined; posting = posting.next) {
          const { live, anchor } = posting;
          if ((kinds & anchor.mask) === 0 || live.seen === index.generation) continue;
          live.seen = index.generation;
          if (seenBy(live, candidate)) {
            found.push(live);
          } else if (++live.misses >= live.patience) {
            tired.push(live);
          }
        }
      }
      if (found.length > 1) found.sort((a, b) => a.order - b.order);
      const matches = found.map(({ query }): Match => ({ query, spans: spansOf(query.root, candidate) }));
      tired.forEach(reconsider);
      return matches;
    },
  };
}

function seenBy({ query, reposts }: LiveQuery, candidate: Candidate): boolean {
  if (candidate.post.repost !== true) return holds(query.root, candidate);
  return reposts && holds(query.root, candidate) && asksForReposts(query.root, candidate);
}

/** Every key that the evaluation of a tree asks for. */
function keysOf(node: QueryNode): readonly string[] {
  switch (node.kind) {
    case 'key':
      return [node.key];
    case 'phrase': {
      const keys = node.parts.map(({ key }) => key);
      return node.text.includes(' ') ? keys : [...keys, node.text];
    }
    case 'and':
    case 'or':
      return node.nodes.flatMap(keysOf);
    case 'not':
      return keysOf(node.node);
    case 'attribute':
      return [];
  }
}
