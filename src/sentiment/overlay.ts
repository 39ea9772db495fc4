import { overlayDictionary } from './dictionary.ts';
import type { LexiconWord } from './lexicon-file.ts';
import { overlayVocabulary } from './topics/vocabulary.ts';
import { forgetFacts } from './topics/word-facts.ts';
import { forgetSpellings } from './topics/written-cache.ts';

/**
 * Gives words new valences, in VADER's lexicon and for the topic rules, for all texts that this thread scores from now on.
 * Of a word that is given several times, the last valence holds.
 *
 * @example
 * overlayLexicon(parseLexicon('yeet\t2.5', 'slang.tsv'));
 */
export function overlayLexicon(words: readonly LexiconWord[]): void {
  overlayDictionary(words);
  overlayVocabulary(words);
  forgetFacts();
  forgetSpellings();
}
