import type { UnusualTerm, Why, WhyRequest } from '../model/index.ts';
import { parseQuery } from '../query/index.ts';
import { leastCount, unusualTerms, wordsOfQuery, type TermCounts } from '../window/index.ts';
import type { TermsRequest } from './backend.ts';
import type { PostReader } from './posts.ts';
import type { Span } from './spans.ts';
import { TermSample } from './term-sample.ts';

/** The posts of a range that are read in one piece. */
const wholePosts = 500;
/** The parts of a longer range, and the posts that are read of each. */
const maxParts = 32;
const partPosts = 128;
/** The most words, and the most hashtags, that are returned. */
const maxTerms = 20;

/**
 * Compares the kept posts of a span with all kept posts before it. Posts are only kept while their query is tracked, so
 * time that was not covered has no part in the past. At most 4,096 posts are read of either, from 32 parts of equal length,
 * and their terms are counted in the thread of the database: see `TermSample` and `unusualTerms` for the measure.
 */
export async function readWhy(reader: PostReader, { query, from, to, limit }: WhyRequest): Promise<Why> {
  const span = await readSample(reader, { query, from, to });
  const oldest = await reader.read({ query, from: -Number.MAX_SAFE_INTEGER, to: from, order: 'oldest', limit: 1 });
  const begin = oldest.rows[0]?.at;
  const only = { words: frequent(span.termsOf('words')), hashtags: frequent(span.termsOf('hashtags')) };
  const past =
    begin === undefined ? new TermSample() : await readSample(reader, { query, from: begin, to: from, only });
  const { posts } = await reader.recent({ query, from, before: to, order: 'strongest', limit });
  const own = wordsOfQuery(parseQuery(query));
  const unusual = (kind: 'words' | 'hashtags'): readonly UnusualTerm[] =>
    unusualTerms(span.termsOf(kind), past.termsOf(kind))
      .filter(({ term }) => !own.has(term))
      .slice(0, maxTerms)
      .map((each) => ({ ...each, count: Math.round(each.count * span.scale), expected: each.expected * span.scale }));
  return {
    words: unusual('words'),
    hashtags: unusual('hashtags'),
    shares: span.shares(),
    usual: past.shares(),
    posts,
    span: span.size(),
    past: { from: begin, ...past.size() },
  };
}

/** Returns the terms that enough posts have. */
const frequent = ({ posts, counts }: TermCounts): readonly string[] =>
  [...counts].flatMap(([term, count]) => (count >= leastCount(posts) ? [term] : []));

/** Reads all posts of a range, or a sample of them. */
async function readSample(reader: PostReader, range: Omit<TermsRequest, 'storedSince' | 'limit'>): Promise<TermSample> {
  const sample = new TermSample();
  const whole = await reader.terms({ ...range, limit: wholePosts });
  if (whole.read < wholePosts) {
    sample.add(whole);
    return sample;
  }
  for (const part of partsOf(range)) sample.add(await reader.terms({ ...range, ...part, limit: partPosts }));
  return sample;
}

/** Yields the parts of a range, of equal length but for rounding. */
function* partsOf({ from, to }: Span): Generator<Span, void, void> {
  const count = Math.min(maxParts, to - from);
  const start = (index: number): number => from + Math.floor(((to - from) * index) / count);
  for (let index = 0; index < count; index += 1) yield { from: start(index), to: start(index + 1) };
}
