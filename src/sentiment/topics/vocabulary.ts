import { classes } from './classes.ts';
import { contextWords } from './context.ts';
import { phrasesByEnd } from './merging.ts';
import { lexiconRoles, ownWords, unopinionated, type Role } from './opinion-words.ts';
import { senseWords } from './senses.ts';
import type { Endings } from './token.ts';

/** What the topic rules know of a word. */
export interface VocabularyEntry {
  /** The word as one string for all its units, which makes comparing it cheap; empty for an unknown one. */
  readonly word: string;
  readonly endings: Endings | undefined;
  readonly isCue: boolean;
  /** Bits of `classes.ts`. */
  readonly classes: number;
  readonly role: Role;
  /** Our own valence, for a word that VADER's lexicon lacks; 0: none. */
  readonly own: number;
  /** Whether VADER's valence of it is no opinion of anything. */
  readonly isUnopinionated: boolean;
  /** Beside VADER's negators: words that deny what follows. */
  readonly denies: boolean;
}

const denying =
  'no nothing nobody none hardly barely scarcely neither nor without lack lacks lacked lacking not never rarely seldom ' +
  "less fails n't";

/** A word of an open class without an opinion of ours. */
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

/** The entry of a word in lower case. */
export function vocabularyEntryOf(word: string): VocabularyEntry {
  return vocabulary.get(word) ?? unknownWord;
}

function compile(): ReadonlyMap<string, VocabularyEntry> {
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
  for (const word of [...contextWords, ...senseWords]) extend(word, { isCue: true });
  return entries;
}
