import type { LexiconWord } from '../lexicon-file.ts';
import { classes, joining } from './classes.ts';
import * as senses from './words/senses.ts';
import { formOfWord } from './form.ts';
import { endingsOf, phrasesByEnd } from './merging.ts';
import * as cues from './words/cues.ts';
import { derivedEvents, derivedWords } from './words/derived-words.ts';
import { occasions, persons, ratedNouns, settings } from './words/topic-nouns.ts';
import { lexiconRoles, ownWords, unopinionated, events, type Role } from './words/opinion-words.ts';
import { senseWords } from './senses.ts';
import type { Endings } from './token.ts';
import { noWord, wordNumber, WordList } from './words/word-list.ts';

/** The entry of a word in the topic rules' vocabulary. */
export interface VocabularyEntry {
  /** The number of the word; `noWord` for an unknown one. */
  readonly word: number;
  /** Bits of `form.ts`. */
  readonly form: number;
  readonly endings: Endings | undefined;
  readonly isCue: boolean;
  /** Whether it may join a clause to the one before, or set a phrase against it. */
  readonly joins: boolean;
  /** Whether it may stand before the last word of a phrase. */
  readonly precedes: boolean;
  /** Bits of `classes.ts`. */
  readonly classes: number;
  readonly role: Role;
  /** Our own valence for a word that VADER's lexicon lacks; 0 for none. */
  readonly own: number;
  /** Whether VADER's valence of the word expresses no opinion. */
  readonly isUnopinionated: boolean;
  /** Whether VADER's valence is that of an event which news reports. */
  readonly isEvent: boolean;
  /** Our own valence of such an event; 0 for VADER's. */
  readonly event: number;
  /** Whether the word negates what follows, in addition to VADER's negators. */
  readonly denies: boolean;
  /** Whether the word, which negates for VADER, leads a phrase that is set against the rest instead. */
  readonly inverts: boolean;
}

const denying =
  'no nothing nobody none hardly barely scarcely neither nor without lack lacks lacked lacking not never rarely seldom ' +
  "less fails n't";

/** The entry of a word of an open class without an opinion. */
export const unknownWord: VocabularyEntry = {
  word: noWord,
  form: 0,
  endings: undefined,
  isCue: false,
  joins: false,
  precedes: false,
  classes: 0,
  role: 'quality',
  own: 0,
  isUnopinionated: false,
  isEvent: false,
  event: 0,
  denies: false,
  inverts: false,
};

const entries = compile();

/** Every word that the topic rules know, in lower case. */
export const vocabulary: ReadonlyMap<string, VocabularyEntry> = entries;

const endings = new Map([...entries.values()].map((entry) => [entry.word, entry.endings]));

/** A bit for each pair of words that may end a phrase; a few other pairs share one. */
const pairs = new Uint8Array(1 << 15);
const pairOf = (before: number, word: number): number => (Math.imul(before, 0x9e3779b1) ^ word) & (pairs.length - 1);
for (const [word, byBefore] of endings) for (const before of byBefore?.keys() ?? []) pairs[pairOf(before, word)] = 1;

/** Returns the phrases that may end with two words, given as numbers, by the first; undefined when there are none. */
export function endingsWith(before: number, word: number): Endings | undefined {
  return pairs[pairOf(before, word)] === 1 ? endings.get(word) : undefined;
}

/** Gives words of the vocabulary other valences than our own; VADER's lexicon is overlaid with all words. */
export function overlayVocabulary(overlaying: readonly LexiconWord[]): void {
  for (const { word, valence } of overlaying) {
    const known = entries.get(word);
    if (known !== undefined) entries.set(word, { ...known, own: valence, isUnopinionated: false });
  }
}

/** Returns the entry of a word that is in no list of the topic rules. */
export function unlistedWord(word: string): VocabularyEntry {
  return { ...unknownWord, word: wordNumber(word), form: formOfWord(word) };
}

function compile(): Map<string, VocabularyEntry> {
  const entries = new Map<string, VocabularyEntry>();
  const extend = (word: string, entry: Partial<VocabularyEntry>): void => {
    entries.set(word, { ...(entries.get(word) ?? unlistedWord(word)), ...entry });
  };
  for (const list of [...Object.values(cues), ...Object.values(senses)].flat(2)) {
    if (list instanceof WordList) for (const word of list) extend(word, {});
  }
  for (const word of [...ratedNouns, ...occasions, ...persons, ...settings]) extend(word, {});
  for (const [word, bits] of classes) extend(word, { classes: bits, joins: (bits & joining) !== 0 });
  for (const [own, words] of derivedWords) for (const word of words.split(' ')) extend(word, { own });
  for (const [event, words] of derivedEvents)
    for (const word of words.split(' ')) extend(word, { event, isEvent: true });
  for (const [own, role, words] of ownWords) for (const word of words.split(' ')) extend(word, { own, role });
  for (const [role, words] of lexiconRoles) for (const word of words.split(' ')) extend(word, { role });
  for (const words of unopinionated) for (const word of words.split(' ')) extend(word, { isUnopinionated: true });
  for (const word of events.split(' ')) extend(word, { isUnopinionated: true, isEvent: true });
  const contracted = [...entries.keys()].filter((word) => word.endsWith("n't"));
  for (const word of [...denying.split(' '), ...contracted]) extend(word, { denies: true });
  for (const word of senses.setAgainst) extend(word, { inverts: true });
  for (const [word, endings] of phrasesByEnd) {
    extend(word, { endings: endingsOf(endings) });
    for (const [before, phrases] of endings) {
      extend(before, { precedes: true });
      for (const { places, verbs = [] } of phrases) {
        for (const other of [...places, verbs].flatMap((list) => [...list])) extend(other, {});
      }
    }
  }
  for (const word of cues.inverting) extend(word, { joins: true });
  for (const word of [...senses.neighbourCues, ...senseWords]) extend(word, { isCue: true });
  return entries;
}
