/** An operator of the query language. */
export interface Operator {
  /** A query that uses it. */
  readonly example: string;
  readonly meaning: string;
  /** The text that the field offers after a word. */
  readonly insert?: string;
  /** True for an operator that stands between two terms. */
  readonly isInfix?: boolean;
}

/** The operators of queries, which query/QUERIES.md describes. */
export const operators: readonly Operator[] = [
  { example: 'pizza crust', meaning: 'both words, in any order' },
  { example: 'pizza OR pasta', meaning: 'either of them; parentheses group', insert: 'OR ', isInfix: true },
  { example: 'pizza -pineapple', meaning: 'without a word', insert: '-', isInfix: true },
  { example: '"pizza crust"', meaning: 'the words beside each other, in this order', insert: '"' },
  { example: 'pizz*', meaning: 'words that begin so' },
  { example: '#rome', meaning: 'a hashtag', insert: '#' },
  { example: '@ann', meaning: 'posts that mention somebody', insert: '@' },
  { example: 'from:ann', meaning: 'posts of an author', insert: 'from:' },
  { example: 'pizza lang:en', meaning: 'posts in a language', insert: 'lang:' },
  { example: 'pizza source:demo', meaning: 'posts of a source', insert: 'source:' },
  { example: 'pizza has:links', meaning: 'posts with links, hashtags or mentions', insert: 'has:' },
  { example: 'pizza is:reply', meaning: 'replies, or reposts', insert: 'is:' },
];
