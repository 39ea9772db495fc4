import type { Score } from '../model/index.ts';

/**
 * A token as VADER cuts it: at white space, without the punctuation around it unless two characters or fewer would
 * remain. An emoji's description yields several tokens, all with the emoji's own span.
 */
export interface SentimentToken {
  /** UTF-16 offsets in the text as it was given, `end` exclusive. `text.slice(start, end)` is the token as written. */
  readonly start: number;
  readonly end: number;
  /** The lexicon's valence, -4 to 4; 0 for a word that the lexicon does not have. */
  readonly lexicon: number;
  /** After every rule on single words (negation, boosters, capitals, idioms), before `but`. 0: neutral. */
  readonly valence: number;
  /** What the sum takes: `valence` after the rule on `but`. */
  readonly contrasted: number;
  /** What the word adds to the strength of a later one: 0.293, -0.293, or 0 when it is no booster. */
  readonly booster: number;
  readonly inLexicon: boolean;
  /** Whether the word negates: in VADER's list, or with `n't` inside. `no` does so by a rule of its own: see `isNo`. */
  readonly negates: boolean;
  readonly isNo: boolean;
  /** Whether the word is `but`, in any case. Only the first of a text has an effect on `contrasted`. */
  readonly isBut: boolean;
  /** Upper case as Python's `isupper` sees it. */
  readonly isUpper: boolean;
  /** Whether an idiom of VADER (`kiss of death`) has set the valence. */
  readonly isIdiom: boolean;
}

/** A text's tokens and how they make up its score. */
export interface Analysis {
  readonly score: Score;
  /** In the text's order. */
  readonly tokens: readonly SentimentToken[];
  /** What the punctuation of the whole text adds to the size of the sum: 0 to 2.128. */
  readonly emphasis: number;
}
