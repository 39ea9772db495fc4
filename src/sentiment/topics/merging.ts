import { adverb, joining } from './classes.ts';
import { grammarPhrases, opinionPhrases, rankingEnds, rankingPhrases } from './words/fixed-phrases.ts';
import * as bit from './fact-bits.ts';
import type { TokenRow } from './rows.ts';
import { tokenAt, type Endings, type Phrase } from './token.ts';
import { wordNumber } from './words/word-list.ts';

const grammatical = { base: 0, role: 'quality', classes: adverb, negates: false } as const;
/** The word that ranking phrases are read as. */
const ranking = wordNumber('beats');
/** How far the object of a verb extends, in tokens. */
const maxObject = 7;
const objects = 'me us him her them you it ya everyone everybody';

/** The phrases by their last word and the one before it, the longest first. */
export const phrasesByEnd: ReadonlyMap<string, WrittenEndings> = compile();

/** A phrase with its words as strings. */
interface WrittenPhrase extends Omit<Phrase, 'word' | 'places' | 'verbs'> {
  readonly word: string;
  readonly places: readonly ReadonlySet<string>[];
  readonly verbs?: ReadonlySet<string>;
}

type WrittenEndings = ReadonlyMap<string, readonly WrittenPhrase[]>;

/** Returns phrases with the numbers of their words. */
export function endingsOf(written: WrittenEndings): Endings {
  return new Map([...written].map(([before, phrases]) => [wordNumber(before), phrases.map(numbered)]));
}

const numbersOf = (words: ReadonlySet<string>): ReadonlySet<number> => new Set([...words].map(wordNumber));

function numbered({ word, places, verbs, ...sense }: WrittenPhrase): Phrase {
  const numbers = { ...sense, word: wordNumber(word), places: places.map(numbersOf) };
  return verbs === undefined ? numbers : { ...numbers, verbs: numbersOf(verbs) };
}

/** Merges the longest known phrase that the last token completes into one token. */
export function mergePhrase(tokens: TokenRow[], endings: Endings): void {
  const last = tokens.at(-1);
  const before = tokens.at(-2);
  if (before === undefined || before.gap > 0) return;
  const phrase = endings.get(before.word)?.find(({ places }) => precedes(tokens, places));
  if (phrase === undefined) return;
  const { word, places, base, role, classes, negates, ranks, verbs } = phrase;
  tokens.length -= places.length + 1;
  const merged = tokens.at(-1);
  if (merged === undefined || last === undefined) return;
  merged.end = last.end;
  merged.word = ranks === true ? ranking : word;
  const form = ranks === true ? 0 : last.form;
  merged.facts = classes | bit.roleBits(role) | bit.formBits(form) | ((classes & joining) === 0 ? 0 : bit.joins);
  if (ranks === true) merged.facts |= bit.isPivot;
  merged.flags = (merged.flags & bit.isName) | (form & bit.tokenForms) | (negates ? bit.negates : 0);
  merged.base = base;
  merged.event = 0;
  merged.booster = 0;
  if (verbs !== undefined) rankBefore(tokens, verbs);
}

/** Makes the verb of `blew A out of the water` a ranking one. */
function rankBefore(tokens: readonly TokenRow[], verbs: ReadonlySet<number>): void {
  for (let at = tokens.length - 2; at >= Math.max(0, tokens.length - 1 - maxObject); at--) {
    const token = tokens[at];
    if (token === undefined || token.gap > 0) return;
    if (verbs.has(token.word)) {
      token.word = ranking;
      token.facts |= bit.isPivot;
      token.base = 2;
      token.role = 'subject';
      return;
    }
  }
}

function precedes(tokens: readonly TokenRow[], places: readonly ReadonlySet<number>[]): boolean {
  let at = tokens.length - 3;
  for (const place of places) {
    const token = tokenAt(tokens, at--);
    if (token === undefined || token.gap > 0 || !place.has(token.word)) return false;
  }
  return true;
}

function compile(): typeof phrasesByEnd {
  const compiled = new Map<string, Map<string, readonly WrittenPhrase[]>>();
  const add = (text: string, sense: Omit<WrittenPhrase, 'places' | 'word'>): void => {
    const places = text.split(' ').map((place) => new Set(place.replace('@', objects).split(/[| ]/)));
    const phrase = { ...sense, places: places.slice(0, -2).reverse() };
    const isPair = places.length === 2;
    for (const word of places.at(-1) ?? []) {
      const endings = compiled.get(word) ?? new Map<string, readonly WrittenPhrase[]>();
      compiled.set(word, endings);
      for (const before of places.at(-2) ?? [])
        endings.set(
          before,
          longestFirst([...(endings.get(before) ?? []), { ...phrase, word: isPair ? `${before} ${word}` : '' }]),
        );
    }
  };
  for (const [base, role, texts] of opinionPhrases)
    for (const text of texts.split(', ')) add(text, { base, role, classes: 0, negates: false });
  for (const [classes, negates, texts] of grammarPhrases)
    for (const text of texts.split(', ')) add(text, { ...grammatical, classes, negates });
  for (const [base, texts] of rankingPhrases)
    for (const text of texts.split(', ')) add(text, { base, role: 'subject', classes: 0, negates: false, ranks: true });
  for (const [heads, texts] of rankingEnds)
    for (const text of texts.split(', ')) add(text, { ...grammatical, verbs: new Set(heads.split(' ')) });
  return compiled;
}

function longestFirst(known: readonly WrittenPhrase[]): readonly WrittenPhrase[] {
  return known.toSorted((one, other) => other.places.length - one.places.length);
}
