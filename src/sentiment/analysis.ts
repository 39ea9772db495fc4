import type { Score } from '../model/index.ts';
import { entryBoosts, entryValences } from './dictionary.ts';
import { emphasisOf, figuresOf, sumsOf } from './figures.ts';
import type { EncodedText } from './encoded-text.ts';
import * as trait from './traits.ts';
import { applyVader } from './vader.ts';

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

/** Takes a text apart; `score` is what `scoreText` gives. Offsets and figures of any string, in linear time. */
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

/** Where in the text the character stands that a byte was read from. */
export function startOf(byte: number, { isAscii, origins }: EncodedText): number {
  return isAscii ? byte : (origins[byte] ?? 0);
}

/** Where in the text the character ends that stands before a byte. */
export function endOf(byte: number, encoded: EncodedText, text: string): number {
  if (encoded.isAscii) return byte;
  const last = startOf(byte - 1, encoded);
  return last + ((text.codePointAt(last) ?? 0) > 0xffff ? 2 : 1);
}
