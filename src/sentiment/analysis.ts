import type { VaderScore } from '../model/index.ts';
import { entryBoosts, entryValences } from './dictionary.ts';
import { emphasisOf, figuresOf, sumsOf } from './figures.ts';
import { endOf, startOf } from './encoded-text.ts';
import * as trait from './traits.ts';
import { applyVader } from './vader.ts';

/**
 * A token as VADER cuts it: at white space, without the punctuation around it unless two or fewer characters would
 * remain. The description of an emoji yields several tokens, all with the span of the emoji.
 */
export interface SentimentToken {
  /** UTF-16 offsets in the given text, `end` exclusive. `text.slice(start, end)` is the token as written. */
  readonly start: number;
  readonly end: number;
  /** The lexicon's valence, -4 to 4; 0 for a word that is not in the lexicon. */
  readonly lexicon: number;
  /**
   * The valence after every rule on single words (negation, boosters, capitals, idioms), before the rule on `but`; 0
   * when neutral.
   */
  readonly valence: number;
  /** The valence that is summed: `valence` after the rule on `but`. */
  readonly contrasted: number;
  /** The amount that the word adds to the strength of a later word: 0.293, -0.293, or 0 when it is not a booster. */
  readonly booster: number;
  readonly inLexicon: boolean;
  /** Whether the word negates: it is in VADER's list or contains `n't`. `no` negates by its own rule: see `isNo`. */
  readonly negates: boolean;
  readonly isNo: boolean;
  /** Whether the word is `but` in any case. Only the first of a text affects `contrasted`. */
  readonly isBut: boolean;
  /** Whether the word is in capitals, as Python's `isupper` decides. */
  readonly isUpper: boolean;
  /** Whether an idiom of VADER (`kiss of death`) set the valence. */
  readonly isIdiom: boolean;
}

/** The tokens of a text and its score. */
export interface Analysis {
  readonly score: VaderScore;
  /** The tokens in the order of the text. */
  readonly tokens: readonly SentimentToken[];
  /** The amount that the text's punctuation adds to the size of the sum: 0 to 2.128. */
  readonly emphasis: number;
}

/**
 * Analyses a text; `score` equals the result of `scoreText`. Accepts any string and takes linear time.
 *
 * @example
 * analyse('not good').tokens.map(({ valence }) => valence) // [0, -1.406]
 */
export function analyse(text: string): Analysis {
  const { encoded, tokens } = applyVader(text);
  const { count, entries, starts, ends, traits, hitCount, hits, valences, contrasted, exclamations, questions } =
    tokens;
  const analysed: SentimentToken[] = [];
  for (let token = 0, hit = 0; token < count; token++) {
    const isHit = hit < hitCount && hits[hit] === token;
    const entry = entries[token] ?? 0;
    const tokenTraits = traits[token] ?? 0;
    analysed.push({
      start: startOf(starts[token] ?? 0, encoded),
      end: endOf(ends[token] ?? 0, encoded, text),
      lexicon: entryValences[entry] ?? 0,
      valence: isHit ? (valences[hit] ?? 0) : 0,
      contrasted: isHit ? (contrasted[hit] ?? 0) : 0,
      booster: entryBoosts[entry] ?? 0,
      inLexicon: (tokenTraits & trait.inLexicon) !== 0,
      negates: (tokenTraits & trait.negates) !== 0,
      isNo: (tokenTraits & trait.isNo) !== 0,
      isBut: (tokenTraits & trait.isBut) !== 0,
      isUpper: (tokenTraits & trait.inCapitals) !== 0,
      isIdiom: (tokenTraits & trait.byIdiom) !== 0,
    });
    if (isHit) hit++;
  }
  return { score: figuresOf(sumsOf(tokens)), tokens: analysed, emphasis: emphasisOf(exclamations, questions) };
}
