/**
 * A term that is found by its key, which is folded like a token (NFC, lower case).
 *
 * A `word` matches a word of the text, a hashtag, a mention or a part of a link; a `tag` only a hashtag; a `mention`
 * only a mention; a `url` only a whole link; `from` the author.
 */
export interface KeyTerm {
  readonly kind: 'key';
  readonly form: 'word' | 'tag' | 'mention' | 'url' | 'from';
  readonly key: string;
}

/** A `word`, a `tag` or a `mention` in a phrase. */
export interface PhrasePart extends KeyTerm {
  /** Whether this part must follow the one before it without a gap, like the characters of `ピザ`. */
  readonly glued: boolean;
}

/** Words that follow each other, with any punctuation between them. */
export interface Phrase {
  readonly kind: 'phrase';
  /** The words in their order, at least two. */
  readonly parts: readonly PhrasePart[];
  /** The spelling without quotes. A spelling without spaces (`ピザ`) also matches a hashtag or a mention. */
  readonly text: string;
}

/**
 * The beginning of words, `pizz*`: it matches whatever a `word` with that beginning would. The key is folded and
 * contains at least three letters.
 */
export interface Prefix {
  readonly kind: 'prefix';
  readonly key: string;
}

/** A property of a post other than its words. */
export interface Attribute {
  readonly kind: 'attribute';
  readonly name: 'lang' | 'source' | 'has' | 'is';
  /** The folded value. */
  readonly value: string;
}

/**
 * A node of the query tree. An `and` or `or` has at least two nodes, none of its own kind; the node of a `not` is never
 * a `not`.
 */
export type QueryNode =
  | KeyTerm
  | Phrase
  | Prefix
  | Attribute
  | { readonly kind: 'and' | 'or'; readonly nodes: readonly QueryNode[] }
  | { readonly kind: 'not'; readonly node: QueryNode };

export interface Query {
  /** The canonical spelling, which is the same for all spellings of one query and can itself be parsed. */
  readonly canonical: string;
  readonly root: QueryNode;
}

/** A range of a post's text in UTF-16 units, `end` exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * A matching query and the spans of its words in the text: sorted and without overlap. A word found only in a list
 * (`hashtags`, `mentions`, `links`, the author) has no span.
 */
export interface Match {
  readonly query: Query;
  readonly spans: readonly Span[];
}
