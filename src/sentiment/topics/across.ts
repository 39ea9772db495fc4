import * as classes from './classes.ts';
import type { Clause } from './clauses.ts';
import { elliptic, opposed, setAgainst } from './contrasts.ts';
import { listedAfter, listedBefore } from './lists.ts';
import { clauseAfter, joins, nothing, type Found, type Silent } from './neighbours.ts';
import { idle } from './opinion.ts';
import { isSubject, leadingPreposition } from './relate.ts';
import { topicRules, type TopicRule } from './rules.ts';
import { allOf } from './scene.ts';
import { is, type Unit } from './unit.ts';

/** The longest topic that is put in question, in units. */
const maxPut = 5;
/** The longest answer that may have a noun of its own, in units. */
const maxRemark = 3;
const consolation = 'at least';
/** How many clauses on a pronoun may stand. */
const pronounReach = 2;

const constructions: readonly ((silent: Silent) => Found)[] = [
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
 * The opinions of other clauses that concern a target of which its own clause says nothing: those of the first
 * construction that holds. Own rules; that `but` turns what is not said otherwise is from Ding, Liu & Yu, "A Holistic
 * Lexicon-Based Approach to Opinion Mining" (WSDM 2008).
 */
export function across(silent: Silent): Found {
  for (const construction of constructions) {
    const found = construction(silent);
    if (found.length > 0) return found;
  }
  return nothing;
}

/** `A that I love`, `A, which was great`. */
function relativeAfter({ scene, target, clause }: Silent): Found {
  const after = clauseAfter(scene, clause);
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
  let after = clauseAfter(scene, clause);
  if (after?.lead === 'relative' || after?.lead === 'inverter') after = clauseAfter(scene, after);
  if (after === undefined || !joins(after, 'comma', 'and', 'contrast') || !isSubject(units, target, clause))
    return nothing;
  const first = units[after.body];
  if (!clause.hasVerb) return units[after.body]?.isVerbal === true ? allOf(scene, after, 'continued') : nothing;
  const isPredicate = first?.base !== 0 && first?.role === 'quality' && units[after.body + 1]?.isContent !== true;
  const goesOn =
    isPredicate ||
    units[after.body]?.isVerb === true ||
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
    if (
      unit.negates &&
      unit.word !== 'no' &&
      !idle.has(units[at + 1]?.word ?? '') &&
      (isVerbal || unit.word === 'never')
    )
      return supposition(at, 'failing');
  }
  return nothing;
}

function supposition(unit: number, rule: TopicRule): Found {
  return [{ unit, valence: -1.5, rule, weight: topicRules[rule].weight }];
}

/** `A? Love it.`, `A? Not so much.`: what follows a topic that is only put in question. */
function asked({ scene, target, clause }: Silent): Found {
  const after = scene.clauses[clause.index + 1];
  const isPut = scene.units[clause.to - 1]?.asks === true && target.to === clause.to && !clause.hasVerb;
  if (!isPut || after === undefined || clause.to - clause.from > maxPut) return nothing;
  if (after.hasOpinion) return isRemark(scene.units, after) ? allOf(scene, after, 'asked') : nothing;
  return after.isNegated && namesNothing(scene.units, after) ? supposition(after.from, 'asked') : nothing;
}

/** `Love it.`, `Big mistake.` */
function isRemark(units: readonly Unit[], clause: Clause): boolean {
  return namesNothing(units, clause) || (clause.to - clause.from <= maxRemark && !clause.hasVerb);
}

/** `A was late again but at least B was good`: what needs a consolation. */
function consoled({ scene, clause }: Silent): Found {
  const after = scene.clauses[clause.index + 1];
  if (after === undefined) return nothing;
  for (let at = after.from; at < after.to; at++) {
    if (scene.units[at]?.word === consolation) return supposition(at, 'consoled');
  }
  return nothing;
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
