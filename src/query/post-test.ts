import type { Post, Query, Span } from '../model/index.ts';
import { tokenise } from '../text/index.ts';
import { isMatch, matchesNode, spansOf } from './evaluate.ts';
import { CompiledPhrases } from './compiled-phrases.ts';
import { PostIndex } from './post-index.ts';

/**
 * Creates the test whether a post matches one query, for posts that are selected already: reposts are not left out.
 *
 * @example
 * createPostTest(parseQuery('crust'))({ id: '1', source: 'demo', at: 0, text: 'What a crust!' }); // true
 */
export function createPostTest({ root }: Pick<Query, 'root'>): (post: Post) => boolean {
  const phrases = new CompiledPhrases();
  return (post) => matchesNode(root, new PostIndex(post, tokenise(post.text), phrases));
}

/**
 * Creates the search for the words of one query in a post, as a matcher with no other query: undefined where the post
 * does not match.
 *
 * @example
 * const find = createSpanFinder(parseQuery('crust'));
 * find({ id: '1', source: 'demo', at: 0, text: 'What a crust!' }); // [{ start: 7, end: 12 }]
 */
export function createSpanFinder({ root }: Pick<Query, 'root'>): (post: Post) => readonly Span[] | undefined {
  const phrases = new CompiledPhrases();
  return (post) => {
    const postIndex = new PostIndex(post, tokenise(post.text), phrases);
    return isMatch(root, postIndex) ? spansOf(root, postIndex) : undefined;
  };
}
