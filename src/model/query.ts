/**
 * A term that is found by its key. Keys are folded as tokens are (NFC, lower case).
 *
 * A `word` is found as a word of the text, a hashtag, a mention or a part of a link; a `tag` only as a hashtag; a
 * `mention` only as one; a `url` only as a whole link; `from` is the post's author.
 */
export interface KeyTerm {
  readonly kind: 'key';
  readonly form: 'word' | 'tag' | 'mention' | 'url' | 'from';
  readonly key: string;
}

/** A `word`, a `tag` or a `mention` in a phrase. */
export interface PhrasePart extends KeyTerm {
  /** Whether nothing may stand between the part before it and this one: the characters of `ピザ`. */
  readonly glued: boolean;
}

/** Words that follow each other, whatever the punctuation between them. */
export interface Phrase {
  readonly kind: 'phrase';
  /** At least two. */
  readonly parts: readonly PhrasePart[];
  /** As it is spelled, without quotes. Where it has no space (`ピザ`), it is found as a hashtag or a mention too. */
  readonly text: string;
}

/** A fact about a post that is no word of it. */
export interface Attribute {
  readonly kind: 'attribute';
  readonly name: 'lang' | 'source' | 'has' | 'is';
  /** Folded. */
  readonly value: string;
}

/** `and` and `or` have at least two nodes, none of their own kind; the node of a `not` is no `not`. */
export type QueryNode =
  | KeyTerm
  | Phrase
  | Attribute
  | { readonly kind: 'and' | 'or'; readonly nodes: readonly QueryNode[] }
  | { readonly kind: 'not'; readonly node: QueryNode };

export interface Query {
  /** The canonical spelling: two spellings of one query have the same, and it is itself a spelling of the query. */
  readonly canonical: string;
  readonly root: QueryNode;
}

/** A stretch of a post's text in UTF-16 units, `end` exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * A query found in a post, and where its words stand in the text: sorted, apart from each other. What is found only in
 * a list (`hashtags`, `mentions`, `links`, the author) has no span.
 */
export interface Match {
  readonly query: Query;
  readonly spans: readonly Span[];
}
