import type { Clause } from './clauses.ts';
import { clauseAfter, clauseBefore, joins, maxMembers, nothing, type Found, type Silent } from './neighbours.ts';
import { leadingPreposition } from './relate.ts';
import { topicRules, type TopicRule } from './rules.ts';
import { allOf, type Scene, type Target } from './scene.ts';
import type { Unit } from './unit.ts';
import { within } from './within.ts';

/** The rules by which an opinion before a list reaches each of its members, and those by which one behind it does. */
const governing: readonly TopicRule[] = ['object', 'cause', 'emotion', 'named'];
const predicating: readonly TopicRule[] = ['predicate', 'passive', 'subject', 'deed', 'deedFar', 'deedWith'];

/** The longest heading in units, and what one of several words begins with if not with an opinion. */
const maxHeading = 5;
const heading = new Set(['what', 'things', 'the', 'best', 'worst']);

/** `I love A, B and C`, `great A, B and C`: what governs the list stands before it. */
export function listedAfter({ scene, target, clause }: Silent): Found {
  let head = clause;
  let hasHeading = false;
  for (
    let member = 0;
    member < maxMembers && !hasHeading && (joins(head, 'comma', 'and') || isHeaded(scene, head));
    member++
  ) {
    const before = clauseBefore(scene, head);
    if (head.hasVerb || before === undefined) return nothing;
    hasHeading = isHeaded(scene, head);
    head = before;
    if (head.hasOpinion) break;
  }
  if (head === clause || !head.hasOpinion) return nothing;
  const first = lastNoun(scene.units, head);
  if (hasHeading) return allOf(scene, head, 'list');
  // An adjective reaches over bare nouns only: in `great A, the B` it is A's alone.
  const isBare =
    scene.units[clause.body]?.classes === 0 && leadingPreposition(scene.units, target, clause) === undefined;
  return renamed(within(scene, first, head), isBare ? [...governing, 'attribute'] : governing, 'list');
}

/** The words at a clause's end that name something. */
function lastNoun(units: readonly Unit[], { from, to }: Clause): Target {
  let at = to;
  while (at > from + 1 && units[at - 1]?.isContent === true && units[at - 1]?.base === 0) at--;
  return { from: at, to };
}

/** `Loved: A, B`. */
function isHeaded(scene: Scene, clause: Clause): boolean {
  const head = clause.lead === 'clause' ? clauseBefore(scene, clause) : undefined;
  if (head?.hasOpinion !== true) return false;
  const length = head.to - head.from;
  const first = scene.units[head.from];
  if (length === 1 || first === undefined) return length === 1;
  if (heading.has(first.word)) return length <= maxHeading;
  return length === 2 && first.base !== 0 && !head.hasVerb;
}

/** `A, B and C are great`: what is said of the list stands behind it. */
export function listedBefore({ scene, target, clause }: Silent): Found {
  if (clause.hasVerb || leadingPreposition(scene.units, target, clause) !== undefined) return nothing;
  let tail = clause;
  for (let member = 0; member < maxMembers && !tail.hasOpinion; member++) {
    const after = clauseAfter(scene, tail);
    if (after === undefined || !joins(after, 'comma', 'and') || (tail !== clause && tail.hasVerb)) return nothing;
    tail = after;
  }
  const start = { from: tail.from, to: tail.from };
  return renamed(within(scene, start, tail), predicating, 'list');
}

function renamed(found: Found, rules: readonly TopicRule[], rule: TopicRule): Found {
  return found
    .filter((contribution) => rules.includes(contribution.rule))
    .map((contribution) => ({ ...contribution, rule, weight: contribution.weight * topicRules[rule].weight }));
}
