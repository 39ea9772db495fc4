import { between } from '../between.ts';
import type { Clause } from '../clauses.ts';
import { clauseAfter, type UnaddressedTarget } from '../neighbours.ts';
import { noOpinions, type Opinion } from '../opinion.ts';
import type { ParsedText, Target } from '../parsed-text.ts';
import { isSubject } from '../phrases.ts';
import { isDetermined, isPerson } from '../regard.ts';
import { wordAt } from '../token.ts';
import { persons } from '../words/topic-nouns.ts';
import { noWord } from '../words/word-list.ts';
import type { ConstructionRule } from './rule.ts';

/**
 * Rules on what is said around a topic without a relation of grammar. News tells what people do, and seldom says what it
 * thinks of them.
 */

/** The shares that count of an event, of an opinion in the name's own clause, and of one in the next. */
const ofEvents = 1;
const ofOwn = 0.7;
const ofNext = 1;

export const surrounding: ConstructionRule = {
  id: 'surrounding',
  reach: 'other clause',
  isLocal: true,
  weight: 0.45,
  says: 'stands in the sentence of its name',
  examples: [
    ['The scandal that made the mayor of Harris resign', 'Harris', 'negative'],
    ['The court heard that Harris was arrested for murder', 'Harris', 'negative'],
  ],
  find: ({ parsed, target, clause }) => {
    if (!isName(parsed, target, clause)) return noOpinions;
    const after = clauseAfter(parsed, clause);
    const isReporting = between(parsed.tokens, target.to, clause.to).isReported;
    return [
      ...eventsAround(parsed, clause),
      ...clause.opinions
        .filter(({ token }) => token < target.from || (token >= target.to && !isReporting))
        .map((opinion) => ({ ...opinion, share: ofOwn })),
      ...(after === undefined || isReporting ? [] : after.opinions.map((opinion) => ({ ...opinion, share: ofNext }))),
    ];
  },
};

/** Returns whether a target is a name: it begins with a capital that is not only that of its sentence. */
function isName({ tokens, clauses }: ParsedText, { from, to }: Target, { sentence, index }: Clause): boolean {
  if (!isPerson(tokens, { from, to })) return false;
  const isFirst = clauses[index]?.from === from && (index > 0 ? clauses[index - 1] : undefined)?.sentence !== sentence;
  return !isFirst || to - from > 1 || wordAt(tokens, from) === noWord || persons.has(wordAt(tokens, from));
}

function eventsAround({ tokens, clauses }: ParsedText, { sentence, index }: Clause): readonly Opinion[] {
  const found: Opinion[] = [];
  const first = firstOf(clauses, index);
  for (let other = first; clauses[other]?.sentence === sentence; other++) {
    for (let at = clauses[other]?.from ?? 0; at < (clauses[other]?.to ?? 0); at++) {
      const event = tokens[at]?.event ?? 0;
      if (event !== 0) found.push({ token: at, valence: event, share: ofEvents });
    }
  }
  return found;
}

/** The number of clauses that are followed back in a sentence, so that the work stays linear. */
const maxClauses = 24;

function firstOf(clauses: readonly Clause[], index: number): number {
  let first = index;
  while (first > 0 && index - first < maxClauses && clauses[first - 1]?.sentence === clauses[index]?.sentence) first--;
  return first;
}

/** The longest distance of an opinion from a topic without a determiner, in tokens. */
const reach = 5;

export const nearby: ConstructionRule = {
  id: 'nearby',
  reach: 'other clause',
  isLocal: true,
  weight: 0.45,
  says: 'is a strong word near it',
  examples: [
    ['off to lakers in the worst and most horrible hall', 'lakers', 'negative'],
    ['Listening to ipod on a perfect beautiful day', 'ipod', 'positive'],
  ],
  find: ({ parsed, target, clause }) => {
    if (isPerson(parsed.tokens, target) || isDetermined(parsed.tokens, target)) return noOpinions;
    const found: Opinion[] = [];
    for (let index = Math.max(0, clause.index - reach); index <= clause.index + reach; index++) {
      const other = parsed.clauses[index];
      if (other === undefined || other.to <= target.from - reach || other.from >= target.to + reach) continue;
      found.push(...other.opinions.filter(({ token }) => isNear(token, target)));
    }
    return found;
  },
};

function isNear(token: number, { from, to }: Target): boolean {
  return (token < from && token >= from - reach) || (token >= to && token < to + reach);
}

export const following: ConstructionRule = {
  id: 'following',
  reach: 'other clause',
  weight: 0.45,
  says: 'stands in the clause behind its own, of which it is the subject',
  examples: [
    ['The driver stopped at the corner, what an awful trip', 'driver', 'negative'],
    ['My new phone came today, battery seems great', 'phone', 'positive'],
  ],
  find: ({ parsed, target, clause }: UnaddressedTarget) => {
    const after = clauseAfter(parsed, clause);
    return after !== undefined && isSubject(parsed.tokens, target, clause) ? after.opinions : noOpinions;
  },
};
