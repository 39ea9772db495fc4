import type { LexiconWord } from '../lexicon-file.ts';
import { classes } from './classes.ts';
import { neighbourCues } from './words/senses.ts';
import { phrasesByEnd } from './merging.ts';
import { lexiconRoles, ownWords, unopinionated, type Role } from './words/opinion-words.ts';
import { senseWords } from './senses.ts';
import type { Endings } from './token.ts';

/** The entry of a word in the topic rules' vocabulary. */
export interface VocabularyEntry {
  /** The word as one shared string, which makes comparisons cheap; empty for an unknown word. */
  readonly word: string;
  readonly endings: Endings | undefined;
  readonly isCue: boolean;
  /** Bits of `classes.ts`. */
  readonly classes: number;
  readonly role: Role;
  /** Our own valence for a word that VADER's lexicon lacks; 0 for none. */
  readonly own: number;
  /** Whether VADER's valence of the word expresses no opinion. */
  readonly isUnopinionated: boolean;
  /** Whether the word negates what follows, in addition to VADER's negators. */
  readonly denies: boolean;
}

const denying =
  'no nothing nobody none hardly barely scarcely neither nor without lack lacks lacked lacking not never rarely seldom ' +
  "less fails n't";

/** The entry of a word of an open class without an opinion. */
export const unknownWord: VocabularyEntry = {
  word: '',
  endings: undefined,
  isCue: false,
  classes: 0,
  role: 'quality',
  own: 0,
  isUnopinionated: false,
  denies: false,
};

const vocabulary = compile();

/** Gives words of the vocabulary other valences than our own; VADER's lexicon is overlaid with all words. */
export function overlayVocabulary(overlaying: readonly LexiconWord[]): void {
  for (const { word, valence } of overlaying) {
    const known = vocabulary.get(word);
    if (known !== undefined) vocabulary.set(word, { ...known, own: valence, isUnopinionated: false });
  }
}

/** The entry of a word in lower case. */
export function vocabularyEntryOf(word: string): VocabularyEntry {
  return vocabulary.get(word) ?? unknownWord;
}

function compile(): Map<string, VocabularyEntry> {
  const entries = new Map<string, VocabularyEntry>();
  const extend = (word: string, entry: Partial<VocabularyEntry>): void => {
    entries.set(word, { ...(entries.get(word) ?? unknownWord), ...entry, word });
  };
  for (const [word, bits] of classes) extend(word, { classes: bits });
  for (const [own, role, words] of ownWords) for (const word of words.split(' ')) extend(word, { own, role });
  for (const [role, words] of lexiconRoles) for (const word of words.split(' ')) extend(word, { role });
  for (const words of unopinionated) for (const word of words.split(' ')) extend(word, { isUnopinionated: true });
  const contracted = [...entries.keys()].filter((word) => word.endsWith("n't"));
  for (const word of [...denying.split(' '), ...contracted]) extend(word, { denies: true });
  for (const [word, endings] of phrasesByEnd) extend(word, { endings });
  for (const word of [...neighbourCues, ...senseWords]) extend(word, { isCue: true });
  return entries;
}
