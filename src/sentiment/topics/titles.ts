import { capital } from './form.ts';
import { isUpperAt } from './marks.ts';
import { wordAt } from './token.ts';
import * as cues from './words/cues.ts';
import type { TokenRow } from './rows.ts';

/** In a text with a greater share of capitalised words, capitals tell no names. */
const maxShare = 0.5;
/** The most small words inside a name. */
const maxJoiners = 2;

/**
 * Takes the opinions from names of several words: `a new Happy Meal toy`. Words in capitals throughout are no names, and
 * a first word of a sentence has its capital anyway.
 */
export function silenceNames(tokens: readonly TokenRow[], text: string): void {
  let capitals = 0;
  for (const token of tokens) capitals += token.flags & capital;
  capitals /= capital;
  if (capitals < 2 || capitals > maxShare * tokens.length) return;
  for (let from = 1; from < tokens.length; from++) {
    let to = from;
    while (isTitled(tokens, to, text) && (to === from || tokens[to - 1]?.gap === 0)) to = joined(tokens, to + 1, text);
    if (to - from > 1) {
      for (const token of tokens.slice(from, to)) token.base = 0;
    }
    from = Math.max(from, to - 1);
  }
}

/** Returns where a name goes on behind small words, as `Beauty and the Beast` does; the same index where it does not. */
function joined(tokens: readonly TokenRow[], at: number, text: string): number {
  let next = at;
  while (next < at + maxJoiners && cues.titleJoiners.has(wordAt(tokens, next)) && tokens[next - 1]?.gap === 0) next++;
  return next > at && tokens[next - 1]?.gap === 0 && isTitled(tokens, next, text) ? next : at;
}

/** Returns whether a token other than the first begins with a capital, and goes on in lower case inside a sentence. */
function isTitled(tokens: readonly TokenRow[], at: number, text: string): boolean {
  const token = tokens[at];
  if (token === undefined || (token.flags & capital) === 0) return false;
  return tokens[at - 1]?.gap !== 3 && token.end - token.start >= 2 && !isUpperAt(text, token.start + 1);
}
