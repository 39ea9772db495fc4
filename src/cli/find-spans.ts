import type { Span } from '../model/index.ts';
import { createMatcher, parseQuery } from '../query/index.ts';
import { tokenise } from '../text/index.ts';

/**
 * Creates a function that returns the spans of a query's words in a text; undefined if the query does not match.
 *
 * @example createSpanFinder('pizza')('I love pizza') // [{ start: 7, end: 12 }]
 */
export function createSpanFinder(query: string): (text: string) => readonly Span[] | undefined {
  const matcher = createMatcher();
  matcher.add(parseQuery(query));
  return (text) => matcher.match({ id: '', source: '', text, at: 0 }, tokenise(text))[0]?.spans;
}
