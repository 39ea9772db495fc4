import type { Post, Query, QueryNode } from '../model/index.ts';
import { stopwords, tokenise, type Token } from '../text/index.ts';

/** Words of a post at most: what a long text adds to the work for each of its queries is bounded. */
const maxWords = 64;
const maxWordLength = 40;

/** What the list of stop words lacks. */
const fillers: ReadonlySet<string> = new Set(
  `amp can don't every how's however its just let may me no nor not off once per rt shall so than then though thus
  until upon us via what's when whether who's whom whose why will within without yes yet`.split(/\s+/),
);
/** `don't`, `they're`: no noun has such an end. */
const contraction = /'(?:t|m|re|ve|ll|d)$/;
const hasLetter = /\p{L}/u;

/**
 * The words of a post that may say what it is about: each once, in lower case, without stop words, contractions, single
 * characters, numbers and emoji. Hashtags, mentions and parts of links are none.
 *
 * A post's text is read once, however many queries match it: the answer is kept as long as the post object is.
 */
export function wordsOf(post: Post): readonly string[] {
  const known = memo.get(post);
  if (known !== undefined) return known;
  const words = new Set<string>();
  for (const token of tokenise(post.text)) {
    if (words.size === maxWords) break;
    const word = wordOf(token);
    if (token.kind === 'word' && isTelling(word)) words.add(word);
  }
  const list = [...words];
  memo.set(post, list);
  return list;
}

const memo = new WeakMap<Post, readonly string[]>();

/** The words that a query asks for, as `wordsOf` writes them, its hashtags' too. */
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

const isTelling = (word: string): boolean =>
  word.length > 1 &&
  word.length <= maxWordLength &&
  !stopwords.has(word) &&
  !fillers.has(word) &&
  hasLetter.test(word) &&
  !contraction.test(word);
