import * as classes from '../classes.ts';
import type { Clause } from '../clauses.ts';
import { clauseAfter, isCoordinated, type UnaddressedTarget } from '../neighbours.ts';
import { noOpinions, type Opinion } from '../opinion.ts';
import { isSubject, leadingPreposition } from '../phrases.ts';
import { hasClass, type TopicToken } from '../token.ts';
import type { ConstructionRule } from './rule.ts';

/** Rules on later clauses that go on about the topic. */

/** The number of clauses after the topic in which a pronoun may refer back to it. */
const pronounReach = 2;

export const relative: ConstructionRule = {
  id: 'relative',
  reach: 'other clause',
  weight: 0.9,
  says: 'is in its relative clause',
  examples: [
    ['the pizza that I love is here', 'pizza', 'positive'],
    ['We had soup, which was awful', 'soup', 'negative'],
  ],
  find: ({ parsed, target, clause }) => {
    const after = clauseAfter(parsed, clause);
    return after?.lead === 'relative' && clause.to - target.to <= 1 ? after.opinions.slice(0, 1) : noOpinions;
  },
};

/** The longest name of a thing before a colon, in tokens. */
const maxLabel = 3;
/** The longest verdict behind it: longer ones are mostly what somebody says. */
const maxVerdict = 3;

export const labelled: ConstructionRule = {
  id: 'labelled',
  reach: 'other clause',
  weight: 0.9,
  isExplicit: true,
  says: 'stands behind its name and a colon',
  examples: [
    ['Food: great. Service: awful', 'Food', 'positive'],
    ['Food: great. Service: awful', 'Service', 'negative'],
    ['pizza: 10/10', 'pizza', 'positive'],
  ],
  find: ({ parsed, target, clause }) => {
    const after = clauseAfter(parsed, clause);
    if (after?.lead !== 'clause' || after.to - after.from > maxVerdict) return noOpinions;
    const isLabel = target.to === clause.to && clause.to - clause.body <= maxLabel;
    return isLabel && !clause.hasVerb && !clause.hasOpinion ? after.opinions : noOpinions;
  },
};

export const pronoun: ConstructionRule = {
  id: 'pronoun',
  reach: 'other clause',
  weight: 0.8,
  says: 'is said of a pronoun that stands for it',
  examples: [
    ['tried pizza and it was great', 'pizza', 'positive'],
    ['Got the new album. I hate it.', 'album', 'negative'],
  ],
  find: ({ parsed, target, clause }) => {
    if (leadingPreposition(parsed.tokens, target, clause) !== undefined) return noOpinions;
    for (let ahead = 1; ahead <= pronounReach; ahead++) {
      const next = parsed.clauses[clause.index + ahead];
      if (next === undefined) return noOpinions;
      if (next.hasOpinion && next.lead !== 'inverter') {
        return refersBack(parsed.tokens, next) ? next.opinions : noOpinions;
      }
    }
    return noOpinions;
  },
};

function refersBack(tokens: readonly TopicToken[], { body, from, to }: Clause): boolean {
  const first = tokens[body];
  if (hasClass(first, classes.anaphor) && !hasClass(first, classes.determiner)) return true;
  for (let at = from; at < to - 1; at++) {
    const object = tokens[at + 1];
    const isAlone = at + 2 >= to || object?.gap !== 0 || tokens[at + 2]?.classes !== 0;
    if (tokens[at]?.role === 'object' && tokens[at]?.base !== 0 && hasClass(object, classes.backObject) && isAlone)
      return true;
  }
  return false;
}

export const continued: ConstructionRule = {
  id: 'continued',
  reach: 'other clause',
  weight: 0.7,
  says: 'is in a clause that goes on about it',
  examples: [
    ['the waiter came over and was rude', 'waiter', 'negative'],
    ['The pizza, however, was great', 'pizza', 'positive'],
  ],
  find: continuation,
};

/** Handles a clause without a subject of its own. */
function continuation({ parsed, target, clause }: UnaddressedTarget): readonly Opinion[] {
  const { tokens } = parsed;
  let after = clauseAfter(parsed, clause);
  if (after?.lead === 'relative' || after?.lead === 'inverter') after = clauseAfter(parsed, after);
  if (after === undefined || !isCoordinated(after) || !isSubject(tokens, target, clause)) return noOpinions;
  const first = tokens[after.body];
  if (!clause.hasVerb) return first?.isVerbal === true ? after.opinions : noOpinions;
  const isPredicate = first?.base !== 0 && first?.role === 'quality' && tokens[after.body + 1]?.isContent !== true;
  const goesOn =
    isPredicate ||
    first?.isVerb === true ||
    hasClass(first, classes.adverb) ||
    first?.role === 'subject' ||
    first?.negates === true;
  return goesOn ? after.opinions : noOpinions;
}
