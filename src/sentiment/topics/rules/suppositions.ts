import * as classes from '../classes.ts';
import type { Clause } from '../clauses.ts';
import { noOpinions, type Opinion } from '../opinion.ts';
import { isSubject } from '../phrases.ts';
import { hasClass, tokenAt, wordAt, type TopicToken } from '../token.ts';
import * as cues from '../words/cues.ts';
import type { ConstructionRule } from './rule.ts';

/** Rules on answers, exclamations, and what is said without a word of opinion. */

/** The longest topic that can be put as a question, in tokens. */
const maxPut = 5;
/** The longest answer that may contain a noun of its own, and the longest without one, in tokens. */
const maxRemark = 3;
const maxExclamation = 5;
/** The longest distance from a subject to the negation of its verb, in tokens. */
const failingReach = 5;
/** The opinion of somebody who finds fault without a word of opinion. */
const faultFinding = -1.5;

const supposition = (token: number): readonly Opinion[] => [{ token, valence: faultFinding }];

export const absent: ConstructionRule = {
  id: 'absent',
  reach: 'other clause',
  isLocal: true,
  weight: 0.5,
  says: 'says that there is none of it, which more often complains than praises',
  examples: [
    ['there is no pizza', 'pizza', 'negative'],
    ['no heating in our room', 'heating', 'negative'],
  ],
  find: ({ parsed, target }) => {
    const at = target.from - 1;
    return cues.no.has(wordAt(parsed.tokens, at)) ? supposition(at) : noOpinions;
  },
};

export const failing: ConstructionRule = {
  id: 'failing',
  reach: 'other clause',
  isLocal: true,
  weight: 0.5,
  says: 'denies that it does something',
  examples: [
    ['the waiter never called', 'waiter', 'negative'],
    ["The bus didn't come", 'bus', 'negative'],
  ],
  find: ({ parsed: { tokens }, target, clause }) => {
    if (clause.isAsked || !isSubject(tokens, target, clause)) return noOpinions;
    for (let at = target.to; at < Math.min(clause.to, target.to + failingReach); at++) {
      const token = tokens[at];
      if (token === undefined || token.gap > 0) return noOpinions;
      if (denies(tokens, at)) return supposition(at);
    }
    return noOpinions;
  },
};

/** Returns whether a token denies a verb. */
function denies(tokens: readonly TopicToken[], at: number): boolean {
  const token = tokens[at];
  if (token?.negates !== true || cues.no.has(token.word) || cues.idle.has(wordAt(tokens, at + 1))) return false;
  const isVerbal =
    hasClass(token, classes.auxiliary) || hasClass(tokenAt(tokens, at - 1), classes.auxiliary | classes.link);
  return isVerbal || cues.never.has(token.word);
}

export const asked: ConstructionRule = {
  id: 'asked',
  reach: 'other clause',
  isLocal: true,
  weight: 1,
  isExplicit: true,
  says: 'answers the question in which it stands',
  examples: [
    ['Pizza? Not so much.', 'Pizza', 'negative'],
    ['The new album? Awesome!', 'album', 'positive'],
  ],
  find: ({ parsed, target, clause }) => {
    const after = parsed.clauses[clause.index + 1];
    const isPut = parsed.tokens[clause.to - 1]?.asks === true && target.to === clause.to && !clause.hasVerb;
    if (!isPut || after === undefined || clause.to - clause.from > maxPut) return noOpinions;
    if (after.hasOpinion) return isRemark(parsed.tokens, after) ? after.opinions : noOpinions;
    return after.isNegated && namesNothing(parsed.tokens, after) ? supposition(after.from) : noOpinions;
  },
};

/** Returns whether a clause is a remark such as `Love it.` or `Big mistake.` */
function isRemark(tokens: readonly TopicToken[], clause: Clause): boolean {
  return namesNothing(tokens, clause) || (clause.to - clause.from <= maxRemark && !clause.hasVerb);
}

export const consoled: ConstructionRule = {
  id: 'consoled',
  reach: 'other clause',
  isLocal: true,
  weight: 0.5,
  says: 'leads what consoles for it',
  examples: [
    ['The pizza came at nine, at least the pasta was good', 'pizza', 'negative'],
    ['The hotel was on the main road but at least the breakfast was great', 'hotel', 'negative'],
  ],
  find: ({ parsed, clause }) => {
    const after = parsed.clauses[clause.index + 1];
    if (after === undefined) return noOpinions;
    for (let at = after.from; at < after.to; at++) {
      if (cues.consoling.has(wordAt(parsed.tokens, at))) return supposition(at);
    }
    return noOpinions;
  },
};

export const exclaimed: ConstructionRule = {
  id: 'exclaimed',
  reach: 'other clause',
  weight: 0.35,
  isExplicit: true,
  says: 'is called out beside its clause',
  examples: [
    ['Pizza tonight! Amazing!', 'Pizza', 'positive'],
    ['Terrible! The train left at nine', 'train', 'negative'],
  ],
  find: ({ parsed, clause }) => {
    const { clauses, tokens } = parsed;
    const after = clauses[clause.index + 1];
    if (isCall(tokens, after)) return after.opinions;
    const before = clause.index > 0 ? clauses[clause.index - 1] : undefined;
    return isCall(tokens, before) ? before.opinions : noOpinions;
  },
};

/** Returns whether a clause stands alone and names nothing, as `Amazing!` does. */
function isCall(tokens: readonly TopicToken[], clause: Clause | undefined): clause is Clause {
  if (clause?.hasOpinion !== true || clause.isNegated) return false;
  const { lead } = clause;
  return (lead === 'sentence' || lead === 'clause' || lead === 'comma') && namesNothing(tokens, clause);
}

function namesNothing(tokens: readonly TopicToken[], { from, to }: Clause): boolean {
  if (to - from > maxExclamation) return false;
  for (let at = from; at < to; at++) {
    const token = tokens[at];
    if (token === undefined) continue;
    const isNoun =
      (hasClass(token, classes.determiner) && !hasClass(token, classes.anaphor)) ||
      (token.base === 0 && token.booster === 0 && token.classes === 0 && !token.symbol);
    if (isNoun || (token.role === 'object' && token.base !== 0)) return false;
  }
  return true;
}
