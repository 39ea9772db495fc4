import { knownWord, type KnownWord } from './known-words.ts';

/** The longest word that is tried, in UTF-16 units. */
const maxLength = 40;
const stretched = /(\p{L})\1{2,}/gu;

/**
 * Returns the word that a stretched spelling (`loveeee`, `sooo`, `goooood`) stands for: each letter repeated three
 * times or more is tried twice, then once. Undefined where this gives no known word. It serves topics only: the score
 * of the whole reads the letters as they are, like the reference.
 */
export function unstretched(word: string): KnownWord | undefined {
  if (word.length > maxLength) return undefined;
  const twice = word.replace(stretched, '$1$1');
  return twice === word ? undefined : (knownWord(twice) ?? knownWord(word.replace(stretched, '$1')));
}
