import type { Clause } from './clauses.ts';
import { clauseAfter, clauseBefore, joins, maxMembers, noContributions, type UnaddressedTarget } from './neighbours.ts';
import { leadingPreposition } from './relation.ts';
import { topicRules, type TopicRule, type Contribution } from './rules.ts';
import { contributionsOf, type ParsedText, type Target } from './parsed-text.ts';
import type { TopicToken } from './token.ts';
import { opinionsInClause } from './within-clause.ts';

/** The rules by which an opinion before a list applies to each member, and those by which one after it does. */
const governing: readonly TopicRule[] = ['object', 'cause', 'emotion', 'named'];
const predicating: readonly TopicRule[] = ['predicate', 'passive', 'subject', 'deed', 'deedFar', 'deedWith'];

/**
 * The longest heading in tokens, and the words that may begin one of several words that does not begin with an opinion.
 */
const maxHeading = 5;
const heading = new Set(['what', 'things', 'the', 'best', 'worst']);

/** Handles `I love A, B and C`, `great A, B and C`: the opinion precedes the list. */
export function listedAfter({ parsed, target, clause }: UnaddressedTarget): readonly Contribution[] {
  let head = clause;
  let hasHeading = false;
  for (
    let member = 0;
    member < maxMembers && !hasHeading && (joins(head, 'comma', 'and') || isHeaded(parsed, head));
    member++
  ) {
    const before = clauseBefore(parsed, head);
    if (head.hasVerb || before === undefined) return noContributions;
    hasHeading = isHeaded(parsed, head);
    head = before;
    if (head.hasOpinion) break;
  }
  if (head === clause || !head.hasOpinion) return noContributions;
  const first = lastNoun(parsed.tokens, head);
  if (hasHeading) return contributionsOf(parsed, head, 'list');
  // An adjective applies to bare nouns only: in `great A, the B` it is about A alone.
  const isBare =
    parsed.tokens[clause.body]?.classes === 0 && leadingPreposition(parsed.tokens, target, clause) === undefined;
  return relabelled(opinionsInClause(parsed, first, head), isBare ? [...governing, 'attribute'] : governing, 'list');
}

/** Returns the words that name something at the end of a clause. */
function lastNoun(tokens: readonly TopicToken[], { from, to }: Clause): Target {
  let at = to;
  while (at > from + 1 && tokens[at - 1]?.isContent === true && tokens[at - 1]?.base === 0) at--;
  return { from: at, to };
}

/** Returns whether a heading precedes the clause: `Loved: A, B`. */
function isHeaded(parsed: ParsedText, clause: Clause): boolean {
  const head = clause.lead === 'clause' ? clauseBefore(parsed, clause) : undefined;
  if (head?.hasOpinion !== true) return false;
  const length = head.to - head.from;
  const first = parsed.tokens[head.from];
  if (length === 1 || first === undefined) return length === 1;
  if (heading.has(first.word)) return length <= maxHeading;
  return length === 2 && first.base !== 0 && !head.hasVerb;
}

/** Handles `A, B and C are great`: the opinion follows the list. */
export function listedBefore({ parsed, target, clause }: UnaddressedTarget): readonly Contribution[] {
  if (clause.hasVerb || leadingPreposition(parsed.tokens, target, clause) !== undefined) return noContributions;
  let tail = clause;
  for (let member = 0; member < maxMembers && !tail.hasOpinion; member++) {
    const after = clauseAfter(parsed, tail);
    if (after === undefined || !joins(after, 'comma', 'and') || (tail !== clause && tail.hasVerb))
      return noContributions;
    tail = after;
  }
  const start = { from: tail.from, to: tail.from };
  return relabelled(opinionsInClause(parsed, start, tail), predicating, 'list');
}

function relabelled(
  found: readonly Contribution[],
  rules: readonly TopicRule[],
  rule: TopicRule,
): readonly Contribution[] {
  return found
    .filter((contribution) => rules.includes(contribution.rule))
    .map((contribution) => ({ ...contribution, rule, weight: contribution.weight * topicRules[rule].weight }));
}
