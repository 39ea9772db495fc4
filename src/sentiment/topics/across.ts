import * as classes from './classes.ts';
import type { Clause, Lead } from './clauses.ts';
import { leadingPreposition } from './relate.ts';
import { topicRules, type Contribution, type TopicRule } from './rules.ts';
import { allOf, type Scene, type Target } from './scene.ts';
import { is, isContent, isVerb, type Unit } from './unit.ts';
import { within } from './within.ts';

/** A target whose own clause says nothing of it. */
interface Silent {
  readonly scene: Scene;
  readonly target: Target;
  readonly clause: Clause;
}
type Found = readonly Contribution[];

const nothing: Found = [];
/** How many members of a list are walked, and how many clauses on a pronoun may stand. */
const maxMembers = 12;
const pronounReach = 2;

/**
 * The opinions of other clauses that concern a target of which its own clause says nothing: the first of these
 * constructions that holds. Own rules; contrast and ellipsis after Ding, Liu & Yu, "A Holistic Lexicon-Based Approach to
 * Opinion Mining" (WSDM 2008).
 */
export function across(silent: Silent): Found {
  for (const construction of constructions) {
    const found = construction(silent);
    if (found.length > 0) return found;
  }
  return nothing;
}

const constructions: readonly ((silent: Silent) => Found)[] = [
  setAgainst,
  elliptic,
  listedAfter,
  listedBefore,
  relativeAfter,
  referredTo,
  continued,
  absent,
  failing,
  exclaimed,
];

/** `I love A but not B`, `A is great, unlike B`, `B instead of that awful A`. */
function setAgainst({ scene, clause }: Silent): Found {
  const { before, after } = around(scene, clause);
  const first = scene.units[clause.body]?.word;
  const isExcluded = (first === 'not' || first === 'never') && joins(clause, 'comma', 'contrast', 'and');
  if (
    clause.lead === 'inverter' ||
    isExcluded ||
    is(scene.units[clause.from], classes.inverter) ||
    first === 'compared'
  ) {
    const host = before?.hasOpinion === true ? before : after;
    if (host !== undefined) return allOf(scene, host, 'inverted');
  }
  // `but not while watching B`
  if (clause.lead === 'subordinate' && before?.isNegated === true && before.to - before.body === 1) {
    const host = around(scene, before).before;
    if (host !== undefined) return allOf(scene, host, 'inverted');
  }
  const isReplacement =
    after?.lead === 'inverter' && ['instead', 'rather'].includes(scene.units[after.from]?.word ?? '');
  return isReplacement ? allOf(scene, after, 'inverted') : nothing;
}

/** `A is great but B isn't`, `A wasn't good but B was`, `A was great, B not so much`. */
function elliptic({ scene, clause }: Silent): Found {
  const { before } = around(scene, clause);
  if (before?.hasOpinion !== true) return nothing;
  const last = scene.units[clause.to - 1];
  if (is(last, classes.link | classes.auxiliary)) {
    const isSame = last?.negates !== true && !before.isNegated;
    return allOf(scene, before, isSame ? 'ellipsis' : 'denied');
  }
  const isDenied = !clause.hasVerb && clause.isNegated && scene.units[clause.body]?.word !== 'no';
  return isDenied && joins(clause, 'comma', 'contrast', 'and') ? allOf(scene, before, 'denied') : nothing;
}

/** `I love A, B and C`, `great A, B and C`: what governs the list stands before it. */
function listedAfter({ scene, target, clause }: Silent): Found {
  let head = clause;
  for (let member = 0; member < maxMembers && joins(head, 'comma', 'and'); member++) {
    const { before } = around(scene, head);
    if (head.hasVerb || before === undefined) return nothing;
    head = before;
    if (head.hasOpinion) break;
  }
  if (head === clause || !head.hasOpinion) return nothing;
  const end = { from: head.to, to: head.to };
  // An adjective reaches over bare nouns only: in `great A, the B` it is A's alone.
  const isBare =
    scene.units[clause.body]?.classes === 0 && leadingPreposition(scene.units, target, clause) === undefined;
  return renamed(within(scene, end, head), isBare ? ['object', 'attribute'] : ['object'], 'list');
}

/** `A, B and C are great`: what is said of the list stands behind it. */
function listedBefore({ scene, target, clause }: Silent): Found {
  if (clause.hasVerb || leadingPreposition(scene.units, target, clause) !== undefined) return nothing;
  let tail = clause;
  for (let member = 0; member < maxMembers && !tail.hasOpinion; member++) {
    const { after } = around(scene, tail);
    if (after === undefined || !joins(after, 'comma', 'and') || (tail !== clause && tail.hasVerb)) return nothing;
    tail = after;
  }
  const start = { from: tail.from, to: tail.from };
  return renamed(within(scene, start, tail), ['predicate', 'passive', 'deed', 'deedFar', 'deedWith'], 'list');
}

/** `A that I love`, `A, which was great`. */
function relativeAfter({ scene, target, clause }: Silent): Found {
  const { after } = around(scene, clause);
  return after?.lead === 'relative' && clause.to - target.to <= 1
    ? allOf(scene, after, 'relative').slice(0, 1)
    : nothing;
}

/** `I tried A and it was great`, `Got A. I love it.` */
function referredTo({ scene, target, clause }: Silent): Found {
  if (leadingPreposition(scene.units, target, clause) !== undefined) return nothing;
  for (let ahead = 1; ahead <= pronounReach; ahead++) {
    const next = scene.clauses[clause.index + ahead];
    if (next === undefined) return nothing;
    if (next.hasOpinion && next.lead !== 'inverter') {
      return refersBack(scene.units, next) ? allOf(scene, next, 'pronoun') : nothing;
    }
  }
  return nothing;
}

function refersBack(units: readonly Unit[], { body, from, to }: Clause): boolean {
  const first = units[body];
  if (is(first, classes.anaphor) && !is(first, classes.determiner)) return true;
  for (let at = from; at < to - 1; at++) {
    const object = units[at + 1];
    const isAlone = at + 2 >= to || object?.gap !== 0 || units[at + 2]?.classes !== 0;
    if (units[at]?.role === 'object' && units[at]?.base !== 0 && is(object, classes.backObject) && isAlone) return true;
  }
  return false;
}

/** `A came late and was rude`, `A, however, was great`: a clause without a subject of its own. */
function continued({ scene, target, clause }: Silent): Found {
  const { units } = scene;
  let { after } = around(scene, clause);
  if (after?.lead === 'relative') after = around(scene, after).after;
  if (after === undefined || !joins(after, 'comma', 'and', 'contrast') || !isSubject(units, target, clause))
    return nothing;
  const first = units[after.body];
  if (!clause.hasVerb) return isVerb(units, after.body) ? allOf(scene, after, 'continued') : nothing;
  const isPredicate = first?.base !== 0 && first?.role === 'quality' && !isContent(units, after.body + 1);
  const goesOn =
    isPredicate ||
    isVerb(units, after.body) ||
    is(first, classes.adverb) ||
    first?.role === 'subject' ||
    first?.negates === true;
  return goesOn ? allOf(scene, after, 'continued') : nothing;
}

/** `no A`: that a thing is missed is more often said than that it is not. */
function absent({ scene, target }: Silent): Found {
  const at = target.from - 1;
  return scene.units[at]?.word === 'no' ? supposition(at, 'absent') : nothing;
}

/** `A didn't answer us`, with no other word of opinion. */
function failing({ scene: { units }, target, clause }: Silent): Found {
  if (clause.isAsked || !isSubject(units, target, clause)) return nothing;
  for (let at = target.to; at < Math.min(clause.to, target.to + 5); at++) {
    const unit = units[at];
    if (unit === undefined || unit.gap > 0) return nothing;
    const isVerbal = is(unit, classes.auxiliary) || is(units[at - 1], classes.auxiliary | classes.link);
    if (unit.negates && unit.word !== 'no' && (isVerbal || unit.word === 'never')) return supposition(at, 'failing');
  }
  return nothing;
}

function supposition(unit: number, rule: TopicRule): Found {
  return [{ unit, valence: -1.5, rule, weight: topicRules[rule].weight }];
}

/** `A is on tonight. So excited!`: a neighbour that names nothing. */
function exclaimed({ scene, clause }: Silent): Found {
  for (const other of [scene.clauses[clause.index + 1], scene.clauses[clause.index - 1]]) {
    const isCall = other?.hasOpinion === true && !other.isNegated && joins(other, 'sentence', 'clause', 'comma');
    if (isCall && namesNothing(scene.units, other)) return allOf(scene, other, 'exclaimed');
  }
  return nothing;
}

function namesNothing(units: readonly Unit[], { from, to }: Clause): boolean {
  if (to - from > 5) return false;
  for (let at = from; at < to; at++) {
    const unit = units[at];
    if (unit === undefined) continue;
    const isNoun =
      (is(unit, classes.determiner) && !is(unit, classes.anaphor)) ||
      (unit.base === 0 && unit.booster === 0 && unit.classes === 0 && !unit.symbol);
    if (isNoun || (unit.role === 'object' && unit.base !== 0)) return false;
  }
  return true;
}

function isSubject(units: readonly Unit[], target: Target, clause: Clause): boolean {
  if (leadingPreposition(units, target, clause) !== undefined) return false;
  for (let at = clause.from; at < target.from; at++) if (isVerb(units, at)) return false;
  return true;
}

/** A clause's neighbours in its sentence. */
function around(
  { clauses }: Scene,
  { index, sentence }: Clause,
): { readonly before?: Clause; readonly after?: Clause } {
  const before = clauses[index - 1];
  const after = clauses[index + 1];
  return {
    ...(before?.sentence === sentence ? { before } : {}),
    ...(after?.sentence === sentence ? { after } : {}),
  };
}

function joins({ lead }: Clause, ...leads: readonly Lead[]): boolean {
  return leads.includes(lead);
}

function renamed(found: Found, rules: readonly TopicRule[], rule: TopicRule): Found {
  return found
    .filter((contribution) => rules.includes(contribution.rule))
    .map((contribution) => ({ ...contribution, rule, weight: contribution.weight * topicRules[rule].weight }));
}
