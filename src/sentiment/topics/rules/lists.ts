import type { Clause } from '../clauses.ts';
import { clauseAfter, clauseBefore, isMember, maxMembers, type UnaddressedTarget } from '../neighbours.ts';
import { noOpinions, type Opinion } from '../opinion.ts';
import type { ParsedText, Target } from '../parsed-text.ts';
import { leadingPreposition } from '../phrases.ts';
import type { TopicToken } from '../token.ts';
import { opinionsInClause } from '../within-clause.ts';
import * as cues from '../words/cues.ts';
import type { ConstructionRule, Contribution } from './rule.ts';

/** Rules on lists, whose members share an opinion. */

/** The rules by which an opinion before a list applies to each member, and those by which one after it does. */
const governing: ReadonlySet<string> = new Set(['object', 'cause', 'emotion', 'named', 'clefted']);
const governingBare: ReadonlySet<string> = new Set([...governing, 'attribute']);
const predicating: ReadonlySet<string> = new Set(['predicate', 'passive', 'subject', 'deed', 'deedFar', 'deedWith']);

/** The longest heading in tokens. */
const maxHeading = 5;

export const listed: ConstructionRule = {
  id: 'listed',
  reach: 'other clause',
  weight: 0.9,
  isExplicit: true,
  says: 'is said of a list that it belongs to',
  examples: [
    ['I love pasta, soup and pizza', 'pizza', 'positive'],
    ['loved: the pasta, the pizza', 'pizza', 'positive'],
    ['We hated the bar, the pool', 'pool', 'negative'],
  ],
  find: ({ parsed, target, clause }) => {
    const headed = headOf(parsed, clause);
    if (headed === undefined) return noOpinions;
    const { head, hasHeading } = headed;
    if (hasHeading) return head.opinions;
    // An adjective applies to bare nouns only: in `great A, the B` it is about A alone.
    const isBare =
      parsed.tokens[clause.body]?.classes === 0 && leadingPreposition(parsed.tokens, target, clause) === undefined;
    const found = opinionsInClause(parsed, lastNoun(parsed.tokens, head), head);
    return shared(found, isBare ? governingBare : governing);
  },
};

/** Returns the clause before a list that the opinion is in; undefined when the clause is in no list. */
function headOf(parsed: ParsedText, clause: Clause): { head: Clause; hasHeading: boolean } | undefined {
  let head = clause;
  let hasHeading = false;
  for (let member = 0; member < maxMembers && !hasHeading && (isMember(head) || isHeaded(parsed, head)); member++) {
    const before = clauseBefore(parsed, head);
    if (head.hasVerb || before === undefined) return undefined;
    hasHeading = isHeaded(parsed, head);
    head = before;
    if (head.hasOpinion) break;
  }
  return head === clause || !head.hasOpinion ? undefined : { head, hasHeading };
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
  if (cues.heading.has(first.word)) return length <= maxHeading;
  return length === 2 && first.base !== 0 && !head.hasVerb;
}

export const listedBefore: ConstructionRule = {
  id: 'listedBefore',
  reach: 'other clause',
  isLocal: true,
  weight: 0.9,
  isExplicit: true,
  says: 'is said behind a list that it belongs to',
  examples: [
    ['pizza, pasta and rice are great', 'pizza', 'positive'],
    ['The bar, the pool and the gym were awful', 'bar', 'negative'],
  ],
  find: ({ parsed, target, clause }: UnaddressedTarget) => {
    if (clause.hasVerb || leadingPreposition(parsed.tokens, target, clause) !== undefined) return noOpinions;
    let tail = clause;
    for (let member = 0; member < maxMembers && !tail.hasOpinion; member++) {
      const after = clauseAfter(parsed, tail);
      if (after === undefined || !isMember(after) || (tail !== clause && tail.hasVerb)) return noOpinions;
      tail = after;
    }
    return shared(opinionsInClause(parsed, { from: tail.from, to: tail.from }, tail), predicating);
  },
};

/** Returns what some rules say of one member as what is said of another. */
function shared(found: readonly Contribution[], rules: ReadonlySet<string>): readonly Opinion[] {
  return found
    .filter(({ rule }) => rules.has(rule.id))
    .map(({ token, valence, weight }) => ({ token, valence, share: weight }));
}
