import * as classes from './classes.ts';
import type { Clause } from './clauses.ts';
import type { TopicRule } from './rules.ts';
import type { Scene, Target } from './scene.ts';
import { is, type Unit } from './unit.ts';

/** A target in its clause. */
export interface Place {
  readonly target: Target;
  readonly clause: Clause;
}

/** What stands between an opinion and a target. */
interface Between {
  readonly hasVerb: boolean;
  /** A form of `be`, an auxiliary and the like: a clause of its own. */
  readonly hasLink: boolean;
  readonly hasSpeaker: boolean;
  /** Any pronoun that may be a subject. */
  readonly hasSubject: boolean;
  /** Whether its one verb is a linking one, right before the target: `is the`. */
  readonly isEquation: boolean;
  /** Whether a linking verb stands right before the target. */
  readonly isLinkLast: boolean;
  readonly hasDeterminer: boolean;
  readonly hasCoordinator: boolean;
  /** The first preposition, `to` and `than` included. */
  readonly preposition: string | undefined;
  /** Whether one of the prepositions is of place or time. */
  readonly hasSetting: boolean;
  /** How many nouns or the like. */
  readonly content: number;
}

/** How far a noun phrase reaches back to its preposition, in units. */
const phraseReach = 5;
const experiences = new Set(
  'time day night evening weekend week stay visit trip experience holiday vacation meal lunch dinner breakfast'.split(
    ' ',
  ),
);
const superlatives = new Set(['best', 'worst', 'the best', 'the worst']);
const rescues = new Set(['save', 'saves', 'saved', 'rescue', 'rescues', 'rescued', 'redeemed']);
const governing = new Set(['from', 'by', 'with', 'about', 'for', 'to', 'towards']);

/** By which rule an opinion counts for a target in the same clause; undefined: it does not concern it. */
export function relate({ units }: Pick<Scene, 'units'>, { target, clause }: Place, at: number): TopicRule | undefined {
  if (at >= target.from && at < target.to) return undefined;
  return at < target.from ? relateBefore(units, target, at) : relateAfter(units, { target, clause }, at);
}

function relateBefore(units: readonly Unit[], target: Target, at: number): TopicRule | undefined {
  const unit = units[at];
  const gap = between(units, at + 1, target.from);
  const { preposition, content } = gap;
  switch (unit?.role) {
    case undefined:
    case 'duty':
      return undefined;
    case 'emotion':
      return gap.hasVerb && !gap.hasSubject && preposition === undefined ? undefined : 'emotion';
    case 'object':
      if (gap.hasVerb && (gap.hasSpeaker || gap.hasLink)) return undefined;
      return preposition === undefined || content === 0 ? 'object' : 'objectFar';
    case 'subject': {
      // `the only thing that saved it was A`
      if (gap.isLinkLast && isClefting(units, at)) return 'named';
      if (rescues.has(unit.word) && preposition === 'from') return 'savedFrom';
      const isState = !gap.hasVerb && is(units[at + 1], classes.preposition) && unit.word.endsWith('ed');
      return isState ? 'cause' : undefined;
    }
    case 'quality':
      if (gap.hasVerb) return gap.isEquation && content > 0 && preposition === undefined ? 'named' : undefined;
      if (preposition === undefined) return gap.hasDeterminer && !gap.hasCoordinator ? undefined : 'attribute';
      if (preposition === 'of') return 'attributeOf';
      if (content === 1 && experiences.has(units[at + 1]?.word ?? '')) return 'experience';
      if (superlatives.has(unit.word) && content > 0 && (preposition === 'at' || preposition === 'in'))
        return 'directed';
      if (gap.hasSetting || !governing.has(preposition)) return undefined;
      return content === 0 ? 'directed' : 'attributeWith';
  }
}

/** `what saved`, `that ruined` */
function isClefting(units: readonly Unit[], at: number): boolean {
  const word = units[at - 1]?.word;
  return word === 'that' || word === 'which' || word === 'what' || word === 'who';
}

function relateAfter(units: readonly Unit[], { target, clause }: Place, at: number): TopicRule | undefined {
  const unit = units[at];
  const gap = between(units, target.to, at);
  if (unit?.role === 'object') return relateObject(units, target, at);
  const lead = leadingPreposition(units, target, clause);
  if (lead !== undefined) {
    if (isPartOf(units, lead)) return 'subjectOf';
    return unit?.symbol === true ? 'followsFar' : undefined;
  }
  if (unit?.symbol === true) return 'symbol';
  // In `A saved by B` A is what needed it.
  if (rescues.has(unit?.word ?? '') && units[at + 1]?.word === 'by') return undefined;
  if ((unit?.role === 'subject' || unit?.role === 'duty') && (gap.hasVerb || gap.preposition === undefined))
    return 'subject';
  if (!gap.hasVerb) {
    if (gap.preposition !== undefined) return gap.preposition === 'with' ? 'has' : undefined;
    return gap.content === 0 ? 'follows' : 'followsFar';
  }
  if (isLinked(units, target.to, at)) return 'predicate';
  if (gap.preposition !== undefined) return 'deedWith';
  return at - target.to <= 4 ? 'deed' : 'deedFar';
}

/** `A I love`, `A is loved`; but in `my sister loves` the target is who loves. */
function relateObject(units: readonly Unit[], target: Target, at: number): TopicRule | undefined {
  const unit = units[at];
  const next = units[at + 1];
  let hasSpeaker = false;
  let hasLink = false;
  for (let back = target.to; back < at; back++) {
    if (is(units[back], classes.speaker)) hasSpeaker = true;
    if (is(units[back], classes.link)) hasLink = true;
  }
  const isFinal = unit?.gap !== 0 || next === undefined || (next.classes !== 0 && !is(next, classes.determiner));
  if (hasSpeaker && isFinal) return 'fronted';
  return hasLink && unit?.word.endsWith('ed') === true ? 'passive' : undefined;
}

/** Whether a linking verb stands before the opinion, with only adverbs and the like between. */
function isLinked(units: readonly Unit[], from: number, at: number): boolean {
  let back = at - 1;
  while (back > from) {
    const unit = units[back];
    if (unit === undefined) return false;
    if (!is(unit, classes.adverb | classes.determiner) && unit.booster === 0 && !unit.negates) break;
    back--;
  }
  return is(units[back], classes.link);
}

/** The index of the preposition in the clause that leads the target's noun phrase, if one does. */
export function leadingPreposition(
  units: readonly Unit[],
  target: Target,
  clause: Pick<Clause, 'from'>,
): number | undefined {
  for (let at = target.from - 1; at >= Math.max(clause.from, target.from - phraseReach); at--) {
    const unit = units[at];
    if (unit === undefined || unit.gap > 0) return undefined;
    if (is(unit, classes.preposition) || unit.word === 'to') return at;
    const isPhrase = unit.classes === 0 || is(unit, classes.determiner | classes.coordinator);
    if (!isPhrase || unit.isVerbal) return undefined;
  }
  return undefined;
}

/** Whether what is said of the whole phrase is said of the noun after this preposition: `the taste of`, `all about`. */
function isPartOf(units: readonly Unit[], at: number): boolean {
  const word = units[at]?.word;
  return word === 'of' || (word === 'about' && units[at - 1]?.word.endsWith('thing') === true);
}

function between(units: readonly Unit[], from: number, to: number): Between {
  let verbs = 0;
  let isLinkLast = false;
  let bits = 0;
  let hasLink = false;
  let preposition: string | undefined;
  let content = 0;
  for (let at = from; at < to; at++) {
    const unit = units[at];
    if (unit === undefined) continue;
    bits |= unit.classes;
    if (unit.isVerbal) verbs++;
    if (!is(unit, classes.determiner)) isLinkLast = is(unit, classes.link);
    if (is(unit, classes.link | classes.auxiliary) && !unit.word.endsWith('ing')) hasLink = true;
    if (is(unit, classes.preposition) || unit.word === 'to' || unit.word === 'than') preposition ??= unit.word;
    if (unit.isContent) content++;
  }
  return {
    hasVerb: verbs > 0,
    hasLink,
    preposition,
    content,
    hasSpeaker: (bits & classes.speaker) !== 0,
    hasSubject: (bits & (classes.speaker | classes.anaphor)) !== 0,
    isEquation: verbs === 1 && isLinkLast,
    isLinkLast,
    hasDeterminer: (bits & classes.determiner) !== 0,
    hasCoordinator: (bits & classes.coordinator) !== 0,
    hasSetting: (bits & classes.setting) !== 0,
  };
}

/** Whether a target stands where a clause has its subject. */
export function isSubject(units: readonly Unit[], target: Target, clause: Clause): boolean {
  if (leadingPreposition(units, target, clause) !== undefined) return false;
  for (let at = clause.from; at < target.from; at++) if (units[at]?.isVerb === true) return false;
  return true;
}
