import { analyse } from '../analysis.ts';
import { vocabularyEntryOf, unknownWord } from './vocabulary.ts';

/** The longest word that is tried, in UTF-16 units. */
const maxLength = 40;

/** A word with its entry in VADER's tables. */
interface Known {
  readonly word: string;
  /** The lexicon's valence; 0 for none. */
  readonly lexicon: number;
  readonly booster: number;
}

/**
 * Returns the word that a stretched spelling (`loveeee`, `sooo`, `goooood`) stands for: each letter repeated three
 * times or more is tried twice, then once. Undefined where this gives no known word. It serves topics only: the score
 * of the whole reads the letters as they are, like the reference.
 */
export function unstretched(word: string): Known | undefined {
  if (word.length > maxLength || !isStretched(word)) return undefined;
  for (const times of [2, 1]) {
    const tried = squeezed(word, times);
    const vaderToken = analyse(tried).tokens[0];
    if (
      vaderToken !== undefined &&
      (vaderToken.inLexicon || vaderToken.booster !== 0 || vocabularyEntryOf(tried) !== unknownWord)
    )
      return { word: tried, lexicon: vaderToken.lexicon, booster: vaderToken.booster };
  }
  return undefined;
}

/** Returns the spelling with the given number of repetitions of each letter that was repeated three times or more. */
function squeezed(word: string, times: number): string {
  return word.replace(/(\p{L})\1{2,}/gu, (_, letter: string) => letter.repeat(times));
}

function isStretched(word: string): boolean {
  for (let at = 2; at < word.length; at++) {
    const code = word.charCodeAt(at);
    if (code === word.charCodeAt(at - 1) && code === word.charCodeAt(at - 2) && code > 0x40) return true;
  }
  return false;
}
