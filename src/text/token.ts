/** A word of a text, a link, or a part of a link, with the place where it stands. */
export interface Token {
  /** `url` is a link as a whole, `link` one of its words; the parts of a link follow its `url`. */
  readonly kind: 'word' | 'tag' | 'mention' | 'link' | 'url';
  /** Folded, without `#` or `@`; a `url` without scheme, `www.` and a closing slash. */
  readonly key: string;
  /**
   * The form that asks less, under which the token is found too: `pizza` of `pizza's`, `tsla` of `$tsla`, `c` of
   * `c++`, a hand of any colour, `alice` of `@alice.bsky.social`. Mostly the key itself.
   */
  readonly base: string;
  /** UTF-16 offsets in the text, `end` exclusive; a tag's or a mention's span includes its sign. */
  readonly start: number;
  readonly end: number;
}
