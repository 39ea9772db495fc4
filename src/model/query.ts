/**
 * One term of a query. `key` is folded as tokens are (NFC, lower case).
 * A word is found as a word of the text, a hashtag, a mention or a part of a link; a tag only as a hashtag.
 */
export interface Term {
  readonly kind: 'word' | 'tag';
  readonly key: string;
}

/** A query: alternatives, of which one must hold; an alternative holds when all its terms are found. */
export interface Query {
  /** The canonical spelling: two spellings of one query have the same. */
  readonly canonical: string;
  readonly alternatives: readonly (readonly Term[])[];
}

/** A stretch of a post's text in UTF-16 units, `end` exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A query found in a post, and where its words stand in the text (a word found only in a list has no span). */
export interface Match {
  readonly query: Query;
  readonly spans: readonly Span[];
}
