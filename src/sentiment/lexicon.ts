import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/**
 * Differences between the npm package's lexicon and that of the reference (Python package vaderSentiment 3.3.x,
 * `vader_lexicon.txt`); all other entries are equal. The reference vectors of the tests confirm these values.
 */
const corrections: readonly (readonly [string, number])[] = [
  ['badass', 1.4],
  ['flawed', -2.1],
  ['heart', 3.2],
  ['hearts', 3.3],
];

/**
 * Returns VADER's lexicon: the mean valence, -4 to 4, that ten raters gave each word or emoticon (Hutto & Gilbert
 * 2014). It is read from the npm package `vader-sentiment`. A repeated key has its last value, as in the reference.
 * Keys with capitals or white space are included but match no token, because tokens are looked up in lower case.
 */
export function readLexicon(): ReadonlyMap<string, number> {
  const file = createRequire(import.meta.url).resolve('vader-sentiment/vader_lexicon.txt');
  const lexicon = new Map<string, number>();
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    const [word = '', valence] = line.trim().split('\t');
    if (valence !== undefined) lexicon.set(word, Number(valence));
  }
  for (const [word, valence] of corrections) lexicon.set(word, valence);
  return lexicon;
}
