import type { Span } from '../../model/index.ts';
import { createSpanFinder, parseQuery } from '../../query/index.ts';
import type { FeedItem } from './feed.ts';

/** Finds the words of a query in a post, as the server does: undefined where the post does not match. */
export type WordFinder = (item: FeedItem) => readonly Span[] | undefined;

/** Creates the finder of a query's words; for an invalid query it finds nothing. */
export function wordFinder(spelling: string): WordFinder {
  try {
    const find = createSpanFinder(parseQuery(spelling));
    return ({ at, post: { text = '', ...rest } }) => find({ ...rest, text, at });
  } catch {
    return () => undefined;
  }
}
