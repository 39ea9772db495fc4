import { hashOf, type Token } from '../text/index.ts';
import type { PostIndex } from './post-index.ts';

const cells = 2048;

/**
 * The words of one post by their hashes, in every form: answers without a string whether the post may have a word. Most of
 * the queries that a post finds by one word lack another one.
 */
export class WordSet {
  /** The number of the post that last had a word of a hash. */
  readonly #posts = new Int32Array(cells);
  #post = 0;

  /** Forgets the words of the post before, and takes those of another one. */
  begin({ tokens, lists }: Pick<PostIndex, 'tokens' | 'lists'>): void {
    this.#post = (this.#post + 1) | 0;
    if (this.#post === 0) {
      this.#posts.fill(0);
      this.#post = 1;
    }
    // A posting that requires no other word has a hash of 0.
    this.#add(0);
    this.#addAll(tokens);
    for (const list of lists) this.#addAll(list);
  }

  mayHave(hash: number): boolean {
    return this.#posts[hash & (cells - 1)] === this.#post;
  }

  #addAll(tokens: readonly Token[]): void {
    for (const { key, base, root, hash } of tokens) {
      this.#add(hash);
      if (base !== key) this.#add(hashOf(base));
      if (root !== base) this.#add(hashOf(root));
    }
  }

  #add(hash: number): void {
    this.#posts[hash & (cells - 1)] = this.#post;
  }
}
