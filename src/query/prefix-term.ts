import type { Prefix } from '../model/index.ts';
import { tokenise } from '../text/index.ts';
import { badQuery, excerpt } from './bad-query.ts';

const star = /[*＊]/;
const innerMark = /[\p{L}\p{N}][?][\p{L}\p{N}]/u;
const unspacedScript =
  /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Bopo}\p{scx=Hang}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]/u;
const minLetters = 3;

/**
 * Returns the term for the beginning of words, `pizz*`; undefined for a word without a wildcard.
 * @throws UndertoneError `bad_query` for a wildcard that is not supported.
 */
export function prefixTerm(word: string, start: number): Prefix | undefined {
  if (!star.test(word)) return undefined;
  const stem = word.slice(0, -1);
  // Marks alone, like `***`, are refused as any other mark.
  if (!/[\p{L}\p{N}]/u.test(word)) return undefined;
  if (!star.test(word.slice(-1)) || star.test(stem)) {
    throw badQuery(`${excerpt(word)}: \`*\` only stands at the end of a word; ${wayOut}`, start);
  }
  if (/^[#＃@＠]/.test(stem)) {
    const bare = excerpt(`${stem.slice(1)}*`);
    throw badQuery(`${excerpt(word)}: hashtags and mentions have no \`*\`; ${bare} finds them as well`, start);
  }
  if (unspacedScript.test(stem)) {
    throw badQuery(
      `${excerpt(word)}: words of this script are found inside longer ones; write ${excerpt(stem)}`,
      start,
    );
  }
  const [token, ...more] = tokenise(stem);
  if (token?.kind !== 'word' || more.length > 0 || token.start > 0 || token.end < stem.length) {
    throw badQuery(`${excerpt(word)}: \`*\` only stands at the end of a single word; ${wayOut}`, start);
  }
  const { key } = token;
  if ((key.match(/\p{L}/gu)?.length ?? 0) < minLetters) {
    throw badQuery(`${excerpt(word)}: \`*\` needs at least ${minLetters} letters before it, as in \`pizz*\``, start);
  }
  return { kind: 'prefix', key };
}

/**
 * Refuses a `?` between letters, which stands for one letter in other tools.
 * @throws UndertoneError `bad_query` with a sentence that says what to write instead.
 */
export function refuseInnerMark(word: string, start: number): void {
  if (!innerMark.test(word)) return;
  throw badQuery(`${excerpt(word)}: \`?\` does not stand for a letter here; ${wayOut}`, start);
}

const wayOut = 'write the beginning of the word with `*`, as in `pizz*`, or `OR` between whole words';
