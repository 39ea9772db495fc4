import type { Post, Query } from '../model/index.ts';
import { tokenise } from '../text/index.ts';
import { matchesNode } from './evaluate.ts';
import { PostIndex } from './post-index.ts';

/**
 * Creates the test whether a post matches one query, for posts that are selected already: reposts are not left out.
 *
 * @example
 * createPostTest(parseQuery('crust'))({ id: '1', source: 'demo', at: 0, text: 'What a crust!' }); // true
 */
export function createPostTest({ root }: Pick<Query, 'root'>): (post: Post) => boolean {
  return (post) => matchesNode(root, new PostIndex(post, tokenise(post.text)));
}
