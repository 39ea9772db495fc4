/** A word of a text, a link or a part of a link, with its position. */
export interface Token {
  /** A `url` is a whole link and a `link` one of its words. The parts of a link follow its `url`. */
  readonly kind: 'word' | 'tag' | 'mention' | 'link' | 'url';
  /** The folded form, without `#` or `@`. A `url` has no scheme, no `www.` and no trailing slash. */
  readonly key: string;
  /**
   * A shorter form under which the token is found as well: `pizza` for `pizza's`, `netflix` for `netflix'te`, `tsla`
   * for `$tsla`, `c` for `c++`, the hand without a skin tone, `alice` for `@alice.bsky.social`. Usually the key itself.
   */
  readonly base: string;
  /** The base without an elided article: `oréal` for `l'oréal`. Usually the base itself. */
  readonly root: string;
  /** UTF-16 offsets in the text, `end` exclusive; a tag's or a mention's span includes its sign. */
  readonly start: number;
  readonly end: number;
  /** The hash of the key, by which the matcher asks whether any query has the word. */
  readonly hash: number;
}
