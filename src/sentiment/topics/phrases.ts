import * as classes from './classes.ts';
import type { Clause } from './clauses.ts';
import type { Target } from './parsed-text.ts';
import { hasClass, type TopicToken } from './token.ts';
import * as cues from './words/cues.ts';

/** The longest distance from a noun phrase back to its preposition, in tokens. */
const phraseReach = 5;

/**
 * Returns the index of the preposition that leads the target's noun phrase in the clause; undefined when there is none.
 */
export function leadingPreposition(
  tokens: readonly TopicToken[],
  target: Target,
  clause: Pick<Clause, 'from'>,
): number | undefined {
  for (let at = target.from - 1; at >= Math.max(clause.from, target.from - phraseReach); at--) {
    const token = tokens[at];
    if (token === undefined || token.gap > 0) return undefined;
    if (hasClass(token, classes.preposition) || cues.to.has(token.word)) return at;
    const isPhrase = token.classes === 0 || hasClass(token, classes.determiner | classes.coordinator);
    if (!isPhrase || token.isVerbal) return undefined;
  }
  return undefined;
}

/** Returns whether a target is in the position of the clause's subject. */
export function isSubject(tokens: readonly TopicToken[], target: Target, clause: Clause): boolean {
  if (leadingPreposition(tokens, target, clause) !== undefined) return false;
  for (let at = clause.from; at < target.from; at++) if (tokens[at]?.isVerb === true) return false;
  return true;
}

/** Returns whether a linking verb precedes a token with only adverbs and the like in between. */
export function isLinked(tokens: readonly TopicToken[], from: number, at: number): boolean {
  let back = at - 1;
  while (back > from) {
    const token = tokens[back];
    if (token === undefined) return false;
    if (!hasClass(token, classes.adverb | classes.determiner) && token.booster === 0 && !token.negates) break;
    back--;
  }
  return hasClass(tokens[back], classes.link);
}
