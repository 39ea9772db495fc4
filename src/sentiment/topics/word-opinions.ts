import type { VocabularyEntry } from './vocabulary.ts';

/** The amount that capitals add where not everything is in capitals (VADER's figure). */
const forCapitals = 0.733;

/** Returns the opinion of a word by itself, from its entry and the lexicon's valence. */
export function opinionOf(entry: VocabularyEntry, lexicon: number): number {
  if (entry.isUnopinionated) return 0;
  return entry.own !== 0 || entry.role === 'duty' ? entry.own : lexicon;
}

/** Returns an opinion that capitals raise. */
export function raised(opinion: number): number {
  return opinion + Math.sign(opinion) * forCapitals;
}

/** Returns the valence of an event, from the entry of its word and the lexicon's valence. */
export function eventOf({ event }: VocabularyEntry, lexicon: number): number {
  return event === 0 ? lexicon : event;
}
