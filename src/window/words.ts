import type { Post, Query, QueryNode } from '../model/index.ts';
import { stopwords, tokenise, type Token } from '../text/index.ts';

/** The most words of a post, which bounds the work that a long text adds for each of its queries. */
const maxWords = 64;
const maxWordLength = 40;

/** Words that the list of stop words lacks. */
const fillers: ReadonlySet<string> = new Set(
  `amp can don't every how's however its just let may me no nor not off once per rt shall so than then though thus
  until upon us via what's when whether who's whom whose why will within without yes yet`.split(/\s+/),
);
/** The endings of `don't` and `they're`, which no noun has. */
const contraction = /'(?:t|m|re|ve|ll|d)$/;
const hasLetter = /\p{L}/u;

/**
 * Returns the words of a text that may name its subject: each once, in lower case, without stop words, contractions, single
 * characters, numbers and emoji, and without hashtags, mentions and parts of links.
 *
 * @example
 * wordsOf('The best pizza in Rome!'); // ['best', 'pizza', 'rome']
 */
export function wordsOf(text: string): readonly string[] {
  const words = new Set<string>();
  for (const token of tokenise(text)) {
    if (words.size === maxWords) break;
    const word = wordOf(token);
    if (token.kind === 'word' && isMeaningful(word)) words.add(word);
  }
  return [...words];
}

/**
 * Reads the words of posts. The text of a post is tokenised once, however many queries match it or sessions conflate it:
 * its words are cached as long as the post object lives.
 *
 * @example
 * new PostWords().of({ id: '1', source: 'demo', at: 0, text: 'The best pizza in Rome!' }); // ['best', 'pizza', 'rome']
 */
export class PostWords {
  readonly #known = new WeakMap<Post, readonly string[]>();

  of(post: Post): readonly string[] {
    const known = this.#known.get(post);
    if (known !== undefined) return known;
    const words = wordsOf(post.text);
    this.#known.set(post, words);
    return words;
  }
}

/**
 * Returns the words of a query, hashtags included, as `wordsOf` writes them.
 *
 * @example
 * wordsOfQuery(parseQuery('pizza #rome')); // Set { 'pizza', 'rome' }
 */
export function wordsOfQuery({ root }: Pick<Query, 'root'>): ReadonlySet<string> {
  const words = new Set<string>();
  collect(root, words);
  return words;
}

function collect(node: QueryNode, words: Set<string>): void {
  switch (node.kind) {
    case 'key':
      if (node.form === 'from') return;
      for (const token of tokenise(node.key)) words.add(wordOf(token));
      return;
    case 'prefix':
      words.add(node.key);
      return;
    case 'phrase':
      for (const part of node.parts) collect(part, words);
      return;
    case 'and':
    case 'or':
      for (const part of node.nodes) collect(part, words);
      return;
    case 'not':
      collect(node.node, words);
      return;
    case 'attribute':
  }
}

/** Returns `pizza` for `pizza's`, `tsla` for `$tsla`, `iphone` for `l'iphone`; but `c++` stays. */
const wordOf = ({ key, root }: Token): string => (root.length > 1 ? root : key);

const isMeaningful = (word: string): boolean =>
  word.length > 1 &&
  word.length <= maxWordLength &&
  !stopwords.has(word) &&
  !fillers.has(word) &&
  hasLetter.test(word) &&
  !contraction.test(word);
