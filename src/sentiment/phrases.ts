import type { OnChange } from './valence-changes.ts';
import { phraseWords } from './dictionary.ts';
import type { VaderTokens } from './tokens.ts';
import { byIdiom, phraseWord, phraseWordBits } from './traits.ts';
import { phrases } from './rule-words.ts';
import type { VaderPhrase } from './rule-words.ts';

/** For each run of two or three phrase words, keyed by their numbers, the phrase's index plus 1, or 0. */
const table = new Uint8Array(1 << (3 * phraseWordBits));
phrases.forEach(({ words }, index) => {
  table[words.reduce((key, word) => (key << phraseWordBits) | (phraseWords.indexOf(word) + 1), 0)] = index + 1;
});

/**
 * The runs around a word in which the reference looks for idioms, in this order, as first and last token relative to
 * the word.
 */
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

type RelativeRun = readonly [first: number, last: number];

/**
 * Returns the valence of a word after the phrases around it; at least three tokens precede the word. An idiom sets the
 * valence: the first found before the word or ending with it, unless a longer one begins with the word. Each booster
 * phrase before the word is added.
 */
export function applyPhrases(valence: number, token: number, { tokens, onChange: onChange }: PhraseContext): number {
  const { traits } = tokens;
  const near = (traits[token] ?? 0) | (traits[token - 1] ?? 0) | (traits[token - 2] ?? 0);
  if ((near & phraseWord) === 0) return valence;
  let after = valence;
  const idiom =
    idiomPlacesFrom.find((run) => phraseAt(run, token, traits)?.kind === 'idiom') ??
    idiomPlaces.find((run) => phraseAt(run, token, traits)?.kind === 'idiom');
  if (idiom !== undefined) {
    after = phraseAt(idiom, token, traits)?.valence ?? 0;
    traits[token] = (traits[token] ?? 0) | byIdiom;
    onChange?.({ rule: 'idiom', operation: 'becomes', amount: after, from: token + idiom[0], to: token + idiom[1] });
  }
  for (const run of boosterPlaces) {
    const booster = phraseAt(run, token, traits);
    if (booster?.kind !== 'booster') continue;
    const amount = booster.valence;
    onChange?.({ rule: 'booster phrase', operation: 'plus', amount, from: token + run[0], to: token + run[1] });
    after += amount;
  }
  return after;
}

interface PhraseContext {
  readonly tokens: VaderTokens;
  readonly onChange: OnChange | undefined;
}

/** Returns the phrase that fills a run. Two tokens without traits follow the last token of a text. */
function phraseAt([first, last]: RelativeRun, token: number, traits: Int32Array): VaderPhrase | undefined {
  let key = 0;
  for (let at = first; at <= last; at++) {
    const word = (traits[token + at] ?? 0) & phraseWord;
    if (word === 0) return undefined;
    key = (key << phraseWordBits) | word;
  }
  return phrases[(table[key] ?? 0) - 1];
}
