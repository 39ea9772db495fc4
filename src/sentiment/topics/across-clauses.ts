import * as classes from './classes.ts';
import type { Clause } from './clauses.ts';
import { elliptic, opposed, setAgainst } from './contrasts.ts';
import { listedAfter, listedBefore } from './lists.ts';
import { clauseAfter, joins, noContributions, type UnaddressedTarget } from './neighbours.ts';
import { idle } from './opinion.ts';
import { isSubject, leadingPreposition } from './relation.ts';
import { topicRules, type TopicRule, type Contribution } from './rules.ts';
import { contributionsOf } from './parsed-text.ts';
import { hasClass, type TopicToken } from './token.ts';

/** The longest topic that can be put as a question, in tokens. */
const maxPut = 5;
/** The longest answer that may contain a noun of its own, in tokens. */
const maxRemark = 3;
const consolation = 'at least';
/** How many clauses after the topic a pronoun may refer back to it. */
const pronounReach = 2;

const constructions: readonly ((unaddressed: UnaddressedTarget) => readonly Contribution[])[] = [
  setAgainst,
  elliptic,
  relativeAfter,
  listedAfter,
  listedBefore,
  referredTo,
  continued,
  absent,
  failing,
  asked,
  consoled,
  opposed,
  exclaimed,
];

/**
 * Returns the opinions of other clauses that concern a target whose own clause has none: those of the first
 * construction that applies. The rules are our own, except that `but` implies the opposite of the other side (Ding, Liu
 * & Yu, "A Holistic Lexicon-Based Approach to Opinion Mining", WSDM 2008).
 */
export function opinionsAcrossClauses(unaddressed: UnaddressedTarget): readonly Contribution[] {
  for (const construction of constructions) {
    const found = construction(unaddressed);
    if (found.length > 0) return found;
  }
  return noContributions;
}

/** Handles `A that I love`, `A, which was great`. */
function relativeAfter({ parsed, target, clause }: UnaddressedTarget): readonly Contribution[] {
  const after = clauseAfter(parsed, clause);
  return after?.lead === 'relative' && clause.to - target.to <= 1
    ? contributionsOf(parsed, after, 'relative').slice(0, 1)
    : noContributions;
}

/** Handles `I tried A and it was great`, `Got A. I love it.` */
function referredTo({ parsed, target, clause }: UnaddressedTarget): readonly Contribution[] {
  if (leadingPreposition(parsed.tokens, target, clause) !== undefined) return noContributions;
  for (let ahead = 1; ahead <= pronounReach; ahead++) {
    const next = parsed.clauses[clause.index + ahead];
    if (next === undefined) return noContributions;
    if (next.hasOpinion && next.lead !== 'inverter') {
      return refersBack(parsed.tokens, next) ? contributionsOf(parsed, next, 'pronoun') : noContributions;
    }
  }
  return noContributions;
}

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

/** Handles a clause without a subject of its own: `A came late and was rude`, `A, however, was great`. */
function continued({ parsed, target, clause }: UnaddressedTarget): readonly Contribution[] {
  const { tokens } = parsed;
  let after = clauseAfter(parsed, clause);
  if (after?.lead === 'relative' || after?.lead === 'inverter') after = clauseAfter(parsed, after);
  if (after === undefined || !joins(after, 'comma', 'and', 'contrast') || !isSubject(tokens, target, clause))
    return noContributions;
  const first = tokens[after.body];
  if (!clause.hasVerb)
    return tokens[after.body]?.isVerbal === true ? contributionsOf(parsed, after, 'continued') : noContributions;
  const isPredicate = first?.base !== 0 && first?.role === 'quality' && tokens[after.body + 1]?.isContent !== true;
  const goesOn =
    isPredicate ||
    tokens[after.body]?.isVerb === true ||
    hasClass(first, classes.adverb) ||
    first?.role === 'subject' ||
    first?.negates === true;
  return goesOn ? contributionsOf(parsed, after, 'continued') : noContributions;
}

/** Handles `no A`, which more often complains about an absence than praises it. */
function absent({ parsed, target }: UnaddressedTarget): readonly Contribution[] {
  const at = target.from - 1;
  return parsed.tokens[at]?.word === 'no' ? supposition(at, 'absent') : noContributions;
}

/** Handles `A didn't answer us` without another word of opinion. */
function failing({ parsed: { tokens }, target, clause }: UnaddressedTarget): readonly Contribution[] {
  if (clause.isAsked || !isSubject(tokens, target, clause)) return noContributions;
  for (let at = target.to; at < Math.min(clause.to, target.to + 5); at++) {
    const token = tokens[at];
    if (token === undefined || token.gap > 0) return noContributions;
    const isVerbal = hasClass(token, classes.auxiliary) || hasClass(tokens[at - 1], classes.auxiliary | classes.link);
    if (
      token.negates &&
      token.word !== 'no' &&
      !idle.has(tokens[at + 1]?.word ?? '') &&
      (isVerbal || token.word === 'never')
    )
      return supposition(at, 'failing');
  }
  return noContributions;
}

function supposition(token: number, rule: TopicRule): readonly Contribution[] {
  return [{ token, valence: -1.5, rule, weight: topicRules[rule].weight }];
}

/** Handles the answer to a topic put as a question: `A? Love it.`, `A? Not so much.` */
function asked({ parsed, target, clause }: UnaddressedTarget): readonly Contribution[] {
  const after = parsed.clauses[clause.index + 1];
  const isPut = parsed.tokens[clause.to - 1]?.asks === true && target.to === clause.to && !clause.hasVerb;
  if (!isPut || after === undefined || clause.to - clause.from > maxPut) return noContributions;
  if (after.hasOpinion)
    return isRemark(parsed.tokens, after) ? contributionsOf(parsed, after, 'asked') : noContributions;
  return after.isNegated && namesNothing(parsed.tokens, after) ? supposition(after.from, 'asked') : noContributions;
}

/** Returns whether a clause is a remark such as `Love it.` or `Big mistake.` */
function isRemark(tokens: readonly TopicToken[], clause: Clause): boolean {
  return namesNothing(tokens, clause) || (clause.to - clause.from <= maxRemark && !clause.hasVerb);
}

/** Handles `A was late again but at least B was good`: something that needs a consolation is bad. */
function consoled({ parsed, clause }: UnaddressedTarget): readonly Contribution[] {
  const after = parsed.clauses[clause.index + 1];
  if (after === undefined) return noContributions;
  for (let at = after.from; at < after.to; at++) {
    if (parsed.tokens[at]?.word === consolation) return supposition(at, 'consoled');
  }
  return noContributions;
}

/** Handles an exclamation beside the clause that names nothing: `A is on tonight. So excited!` */
function exclaimed({ parsed, clause }: UnaddressedTarget): readonly Contribution[] {
  for (const other of [parsed.clauses[clause.index + 1], parsed.clauses[clause.index - 1]]) {
    const isCall = other?.hasOpinion === true && !other.isNegated && joins(other, 'sentence', 'clause', 'comma');
    if (isCall && namesNothing(parsed.tokens, other)) return contributionsOf(parsed, other, 'exclaimed');
  }
  return noContributions;
}

function namesNothing(tokens: readonly TopicToken[], { from, to }: Clause): boolean {
  if (to - from > 5) return false;
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
