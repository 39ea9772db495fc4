import type { Match, Post, Query, Span, Term } from '../model/index.ts';
import { fold, linkParts, type Token } from '../text/index.ts';

/** Finds the queries that a post satisfies, by an index from words to queries. */
export interface Matcher {
  /** Adding a query that is there already changes nothing. */
  readonly add: (query: Query) => void;
  readonly remove: (query: Query) => void;
  /** The queries that hold for the post, in no stated order, each once. `tokens` are those of the post's text. */
  readonly match: (post: Post, tokens: readonly Token[]) => readonly Match[];
}

interface Alternative {
  readonly query: Query;
  readonly terms: readonly Term[];
}

export function createMatcher(): Matcher {
  /** Each alternative stands under one of its terms: a post that lacks that word never sees it. */
  const index = new Map<string, Set<Alternative>>();
  const indexed = new Map<string, readonly Alternative[]>();
  return {
    add(query) {
      if (indexed.has(query.canonical)) return;
      const alternatives = query.alternatives.map((terms) => ({ query, terms }));
      indexed.set(query.canonical, alternatives);
      for (const alternative of alternatives) {
        const key = anchorOf(alternative.terms);
        const bucket = index.get(key) ?? new Set();
        index.set(key, bucket.add(alternative));
      }
    },
    remove(query) {
      for (const alternative of indexed.get(query.canonical) ?? []) {
        const key = anchorOf(alternative.terms);
        const bucket = index.get(key);
        bucket?.delete(alternative);
        if (bucket?.size === 0) index.delete(key);
      }
      indexed.delete(query.canonical);
    },
    match(post, tokens) {
      if (post.repost === true || index.size === 0) return [];
      const words = collect(post, tokens);
      const found = new Map<Query, Match>();
      for (const key of words.keys()) {
        for (const { query, terms } of index.get(key) ?? []) {
          if (!found.has(query) && terms.every((term) => holds(term, words))) {
            found.set(query, { query, spans: spansOf(query, words) });
          }
        }
      }
      return [...found.values()];
    },
  };
}

/** The longest term: likely the rarest. */
function anchorOf(terms: readonly Term[]): string {
  return terms.reduce((longest, { key }) => (key.length > longest.length ? key : longest), '');
}

interface Occurrence {
  readonly tag: boolean;
  readonly span?: Span;
}
type Words = ReadonlyMap<string, readonly Occurrence[]>;

function collect(post: Post, tokens: readonly Token[]): Words {
  const words = new Map<string, Occurrence[]>();
  const note = (key: string, occurrence: Occurrence): void => {
    const known = words.get(key);
    if (known === undefined) words.set(key, [occurrence]);
    else known.push(occurrence);
  };
  for (const { kind, key, start, end } of tokens) note(key, { tag: kind === 'tag', span: { start, end } });
  for (const tag of post.hashtags ?? []) note(fold(tag.replace(/^[#＃]/, '')), { tag: true });
  for (const mention of post.mentions ?? []) note(fold(mention.replace(/^[@＠]/, '')), { tag: false });
  for (const link of post.links ?? []) for (const { key } of linkParts(link, 0)) note(key, { tag: false });
  return words;
}

function occurrencesOf({ kind, key }: Term, words: Words): readonly Occurrence[] {
  const all = words.get(key) ?? [];
  return kind === 'tag' ? all.filter(({ tag }) => tag) : all;
}

function holds(term: Term, words: Words): boolean {
  return occurrencesOf(term, words).length > 0;
}

function spansOf(query: Query, words: Words): readonly Span[] {
  const satisfied = query.alternatives.filter((terms) => terms.every((term) => holds(term, words)));
  const spans = new Map<number, Span>();
  for (const { span } of satisfied.flat().flatMap((term) => occurrencesOf(term, words))) {
    if (span !== undefined) spans.set(span.start, span);
  }
  return [...spans.values()].sort((a, b) => a.start - b.start);
}
