import { entryBoosts, entryOf, entryTraits, entryValences } from '../dictionary.ts';
import { inLexicon } from '../traits.ts';
import { unlistedWord, vocabulary, type VocabularyEntry } from './vocabulary.ts';

/** A word with its entries in VADER's tables and in the topic rules' vocabulary. */
export interface KnownWord {
  readonly entry: VocabularyEntry;
  /** The lexicon's valence; 0 for none. */
  readonly lexicon: number;
  readonly booster: number;
  readonly inLexicon: boolean;
}

/** Returns a word in lower case if it means anything to VADER or to the topic rules. */
export function knownWord(word: string): KnownWord | undefined {
  const at = entryOf(word);
  const isInLexicon = ((entryTraits[at] ?? 0) & inLexicon) !== 0;
  const booster = entryBoosts[at] ?? 0;
  const entry = vocabulary.get(word);
  if (entry === undefined && !isInLexicon && booster === 0) return undefined;
  return { entry: entry ?? unlistedWord(word), lexicon: entryValences[at] ?? 0, booster, inLexicon: isInLexicon };
}
