import type { UnusualTerm } from '../model/index.ts';

/** The number of posts that use each term, among some posts of a query. */
export interface TermCounts {
  /** The number of posts; of a sample, the effective one. */
  readonly posts: number;
  /** The posts with each term, which need not be whole numbers in a sample. */
  readonly counts: ReadonlyMap<string, number>;
}

/** The posts that a term's prior is worth. */
const priorPosts = 10;
/** The least that a prior adds to a count: Jeffreys' prior. Without it, a single new word would have infinite odds. */
const leastPrior = 0.5;
/** The posts that must have a term: this many, and this share of all. */
const leastPosts = 3;
const leastShare = 0.02;
/** The standard errors that are taken off: chance alone exceeds them once in forty times. */
const errors = 1.96;

/** Returns the least number of posts that make a term of so many posts worth a look. */
export const leastCount = (posts: number): number => Math.max(leastPosts, leastShare * posts);

/**
 * Returns the terms that posts of a span use more often than posts of the past, the most unusual first.
 *
 * The measure is the log-odds ratio with an informative Dirichlet prior of Monroe, Colaresi and Quinn ("Fightin' Words",
 * Political Analysis 16, 2008, section 3.5), with two categories: a post has a term or does not. Of `y` among `n` posts of
 * the span, and `Y` among `N` of the past, it is
 *
 *     ln((y + a) / (n + A - y - a)) - ln((Y + a) / (N + A - Y - a))
 *
 * with the variance `1 / (y + a) + 1 / (Y + a)`. The prior has the weight of `A` = 10 posts, of which both together say
 * how many have the term: `a = A (y + Y) / (n + N)`, but at least 0.5. `logOdds` is the lower end of its confidence interval,
 * 1.96 standard errors below: so a term counts the less the fewer posts there are to judge by. Terms where that is not
 * above zero are left out, and those of fewer than three posts or 2 % of the span. Without a past, nothing is unusual.
 *
 * @example
 * const [first] = unusualTerms(
 *   { posts: 60, counts: new Map([['mould', 50], ['crust', 6]]) },
 *   { posts: 1_000, counts: new Map([['mould', 2], ['crust', 100]]) },
 * );
 * first; // { term: 'mould', count: 50, expected: 0.12, logOdds: 5.6… }
 */
export function unusualTerms(span: TermCounts, past: TermCounts): readonly UnusualTerm[] {
  if (past.posts === 0 || span.posts === 0) return [];
  const found: UnusualTerm[] = [];
  for (const [term, count] of span.counts) {
    if (count < leastCount(span.posts)) continue;
    const before = past.counts.get(term) ?? 0;
    const prior = Math.max(leastPrior, (priorPosts * (count + before)) / (span.posts + past.posts));
    const ratio = logOddsOf(count, span.posts, prior) - logOddsOf(before, past.posts, prior);
    const logOdds = ratio - errors * Math.sqrt(1 / (count + prior) + 1 / (before + prior));
    if (logOdds > 0) found.push({ term, count, expected: (before / past.posts) * span.posts, logOdds });
  }
  return found.sort((a, b) => b.logOdds - a.logOdds || b.count - a.count || (a.term < b.term ? -1 : 1));
}

/** Returns the logarithm of a term's odds. A share near 1 leaves at least the least prior on the other side. */
function logOddsOf(count: number, posts: number, prior: number): number {
  return Math.log((count + prior) / Math.max(leastPrior, posts + priorPosts - count - prior));
}
