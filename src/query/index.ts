/**
 * The query language and the matcher.
 *
 * Owns the grammar of queries and the matching of posts. Guarantees that two spellings of one query have one canonical
 * form, that a refusal names its position, and that the cost of a post depends on its own words. Knows nothing of
 * scores.
 */
export { namesReposts } from './evaluate.ts';
export { createMatcher } from './matcher.ts';
export type { Matcher } from './matcher.ts';
export { maxQueryLength, parseQuery } from './parse.ts';
export { createPostTest, createSpanFinder } from './post-test.ts';
