import { badQuery, excerpt } from './bad-query.ts';

/** The sentence about a `*` in quotes. */
export const starInPhrase =
  'A phrase has no `*`; write the whole words in quotes, or one word with `*` outside of them';

const near = /^(?:NEAR|ONEAR|WITHIN)(?:\/\w*)?$|^W\/\d+$/;
const alternatives = new Set(['|', '||', '｜']);
const conjunctions = new Set(['+', '＋', '&&', '＆＆']);

/**
 * Refuses a word that is an operator in other search tools, which as a word would find nothing or the wrong posts.
 * @throws UndertoneError `bad_query` with a sentence that says how to write it here.
 */
export function refuseForeignOperator(word: string, start: number): void {
  if (near.test(word)) {
    throw badQuery(
      `${excerpt(word)} is not supported here; to find both words write them side by side, ` +
        'or in quotes where they stand together',
      start,
    );
  }
  if (alternatives.has(word)) {
    throw badQuery(`${excerpt(word)} is not an operator here; write \`OR\` between alternatives`, start);
  }
  if (conjunctions.has(word)) {
    throw badQuery(
      `${excerpt(word)} is not an operator here; write words that must all be found side by side, with a space, ` +
        'and `OR` between alternatives',
      start,
    );
  }
}

/** Returns the sentence about a term without anything to look for. */
export function nothingIn(written: string): string {
  if (/^[#＃]+$/.test(written)) return '`#` needs the letters of a hashtag right after it';
  if (/^[@＠]+$/.test(written)) return '`@` needs the name of a user right after it';
  if (written.trim() === '') return 'The quotes hold no word';
  return (
    `${excerpt(written)} has no letter, digit or emoji to look for; leave it out, ` +
    'write `OR` between alternatives, or put words that stand together in quotes'
  );
}
