import { knownWord, type KnownWord } from './known-words.ts';

/** The longest word that is tried, in UTF-16 units. */
const maxLength = 40;
/** Returns whether a character may occur three times in a row: a cheap question that most words answer with no. */
function mayBeStretched(word: string): boolean {
  for (let at = 2; at < word.length; at++) {
    const code = word.charCodeAt(at);
    if (code === word.charCodeAt(at - 1) && code === word.charCodeAt(at - 2)) return true;
    if (code >= firstSurrogate && code <= lastSurrogate) return true;
  }
  return false;
}

/** Characters beyond the first plane consist of two surrogates, so that they repeat at every second unit. */
const firstSurrogate = 0xd800;
const lastSurrogate = 0xdfff;
const stretched = /(\p{L})\1{2,}/gu;

/**
 * Returns the word that a stretched spelling (`loveeee`, `sooo`, `goooood`) stands for: each letter repeated three
 * times or more is tried twice, then once. Undefined where this gives no known word. It serves topics only: the score
 * of the whole reads the letters as they are, like the reference.
 */
export function unstretched(word: string): KnownWord | undefined {
  if (word.length > maxLength || !mayBeStretched(word)) return undefined;
  const twice = word.replace(stretched, '$1$1');
  return twice === word ? undefined : (knownWord(twice) ?? knownWord(word.replace(stretched, '$1')));
}
