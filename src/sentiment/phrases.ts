import type { Record } from './changes.ts';
import { phraseWords } from './dictionary.ts';
import type { Tokens } from './tokens.ts';
import { byIdiom, phraseWord, phraseWordBits } from './traits.ts';
import { phrases } from './words.ts';
import type { Phrase } from './words.ts';

/** For each run of two or three phrase words, by their numbers side by side, the phrase's index plus 1, or 0. */
const table = new Uint8Array(1 << (3 * phraseWordBits));
phrases.forEach(({ words }, index) => {
  table[words.reduce((key, word) => (key << phraseWordBits) | (phraseWords.indexOf(word) + 1), 0)] = index + 1;
});

/** Where the reference looks around a word, as first and last token relative to it: for idioms, in this order. */
const idiomPlaces = [
  [-1, 0],
  [-2, 0],
  [-2, -1],
  [-3, -1],
  [-3, -2],
] as const;
const idiomPlacesFrom = [
  [0, 2],
  [0, 1],
] as const;
const boosterPlaces = [
  [-3, -1],
  [-3, -2],
  [-2, -1],
] as const;

type Place = readonly [first: number, last: number];

/**
 * The valence of a word after the phrases around it; at least three tokens stand before it. An idiom sets the valence:
 * the first that is found before the word or ending with it, and over that the longest that begins with the word. Each
 * booster phrase before the word adds.
 */
export function phrased(valence: number, token: number, { tokens, record }: PhraseContext): number {
  const { traits } = tokens;
  const near = (traits[token] ?? 0) | (traits[token - 1] ?? 0) | (traits[token - 2] ?? 0);
  if ((near & phraseWord) === 0) return valence;
  let after = valence;
  const idiom =
    idiomPlacesFrom.find((place) => phraseAt(place, token, traits)?.kind === 'idiom') ??
    idiomPlaces.find((place) => phraseAt(place, token, traits)?.kind === 'idiom');
  if (idiom !== undefined) {
    after = phraseAt(idiom, token, traits)?.valence ?? 0;
    traits[token] = (traits[token] ?? 0) | byIdiom;
    record?.({ rule: 'idiom', operation: 'becomes', amount: after, from: token + idiom[0], to: token + idiom[1] });
  }
  for (const place of boosterPlaces) {
    const booster = phraseAt(place, token, traits);
    if (booster?.kind !== 'booster') continue;
    const amount = booster.valence;
    record?.({ rule: 'booster phrase', operation: 'plus', amount, from: token + place[0], to: token + place[1] });
    after += amount;
  }
  return after;
}

interface PhraseContext {
  readonly tokens: Tokens;
  readonly record: Record | undefined;
}

/** The phrase that fills a place. Behind a text's last token stand two without traits. */
function phraseAt([first, last]: Place, token: number, traits: Int32Array): Phrase | undefined {
  let key = 0;
  for (let at = first; at <= last; at++) {
    const word = (traits[token + at] ?? 0) & phraseWord;
    if (word === 0) return undefined;
    key = (key << phraseWordBits) | word;
  }
  return phrases[(table[key] ?? 0) - 1];
}
