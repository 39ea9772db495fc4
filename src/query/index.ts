/**
 * The query language and the matcher.
 *
 * Owns what a client may ask and which posts answer it. Promises that two spellings of one query have one canonical
 * form, that a refusal names its position, and that a post costs what its own words cost. Never looks at scores.
 */
export { namesReposts } from './evaluate.ts';
export { createMatcher } from './matcher.ts';
export type { Matcher } from './matcher.ts';
export { maxQueryLength, parseQuery } from './parse.ts';
