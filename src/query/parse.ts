import { UndertoneError, type Query, type Term } from '../model/index.ts';
import { tokenise } from '../text/index.ts';

/** The longest query, in UTF-16 units. */
export const maxQueryLength = 512;

const reserved = /^(?:-.|["()]|OR$|(?:from|lang|source|has|is):)/;

/**
 * A query from its text: words, spaces as AND, commas as OR, hashtags with `#`.
 * @throws UndertoneError `bad_query` with the position of the token that cannot be used.
 */
export function parseQuery(text: string): Query {
  if (text.length > maxQueryLength) {
    throw refuse(`A query has at most ${maxQueryLength} characters, this one ${text.length}.`, maxQueryLength);
  }
  let offset = 0;
  const alternatives = text.split(',').map((part, index, parts) => {
    const at = offset;
    offset += part.length + 1;
    const terms = distinct(Array.from(part.matchAll(/\S+/g)).flatMap((word) => termsOf(word[0], at + word.index)));
    if (terms.length === 0) throw refuse(emptySentence(index, parts.length), Math.min(at, text.length));
    return terms;
  });
  const canonical = [...new Map(alternatives.map((terms) => [spell(terms), terms]))].sort(byKey);
  return {
    canonical: canonical.map(([spelling]) => spelling).join(', '),
    alternatives: canonical.map(([, terms]) => terms),
  };
}

function termsOf(word: string, at: number): readonly Term[] {
  if (reserved.test(word)) throw refuse(`\`${word}\` is not understood, at ${at}.`, at);
  const terms = tokenise(word).map(({ kind, key }): Term => ({ kind: kind === 'tag' ? 'tag' : 'word', key }));
  if (terms.length === 0) throw refuse(`\`${word}\` has no letter or digit to look for, at ${at}.`, at);
  return terms;
}

function emptySentence(index: number, count: number): string {
  if (count === 1) return 'A query needs a word or a #tag.';
  return `The comma needs a word on its ${index === 0 ? 'left' : 'right'}.`;
}

function distinct(terms: readonly Term[]): readonly Term[] {
  return [...new Map(terms.map((term) => [spellTerm(term), term]))].sort(byKey).map(([, term]) => term);
}

const byKey = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);
const spellTerm = ({ kind, key }: Term): string => (kind === 'tag' ? `#${key}` : key);
const spell = (terms: readonly Term[]): string => terms.map(spellTerm).join(' ');
const refuse = (sentence: string, position: number) => new UndertoneError('bad_query', sentence, { position });
