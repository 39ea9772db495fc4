import type { Clause } from './clauses.ts';
import type { Comparison } from './comparisons.ts';
import { isUnbound } from './comparisons.ts';
import type { Contribution, TopicRule } from './rules.ts';
import { topicRules } from './rules.ts';
import type { Unit } from './unit.ts';

/** A text taken apart for the topic rules. */
export interface Scene {
  readonly units: readonly Unit[];
  readonly clauses: readonly Clause[];
  readonly comparisons: ReadonlyMap<number, Comparison>;
}

/** Where a topic's words stand: units, `to` exclusive. */
export interface Target {
  readonly from: number;
  readonly to: number;
}

/** VADER's factor of a negation. */
const negation = -0.74;
/** How far before an opinion a negation in its clause reaches it, and a booster, in units. */
const negationReach = 6;
const boosterReach = 3;
/** What remains of an opinion that is only supposed. */
const supposed = 0.4;
/** What a wish for better says of what there is. */
const wished = -0.7;

/**
 * The opinion of a unit as its clause makes it: boosted by the words before it, turned by each negation that stands
 * before it with no mark between (a negation ends with its clause, unlike VADER's three words). 0: none, or in doubt.
 */
export function valenceAt({ units, comparisons }: Scene, at: number, clause: Clause): number {
  const unit = units[at];
  if (unit === undefined || unit.base === 0 || clause.isAsked || isUnbound(units, at, comparisons)) return 0;
  let valence = unit.base;
  let turned = false;
  let hasNor = false;
  for (let back = at - 1; back >= clause.from && back >= at - negationReach; back--) {
    const other = units[back];
    if (other === undefined || other.gap > 0) break;
    if (at - back <= boosterReach && other.booster !== 0) valence += Math.sign(valence) * other.booster;
    const isNone = (other.word === 'not' && units[back + 1]?.word === 'only') || (other.word === 'neither' && hasNor);
    if (other.negates && !isNone) turned = !turned;
    if (other.word === 'nor') hasNor = true;
  }
  const mood = moodAt(units, at, clause);
  if (unit.role === 'duty') return turned || mood !== 1 ? -Math.abs(valence) : 0;
  return (turned ? valence * negation : valence) * (valence > 0 ? mood : 1);
}

/** 1: claimed; `supposed`: under a condition; `wished`: wished for. */
function moodAt(units: readonly Unit[], at: number, clause: Clause): number {
  const comparative = units[at]?.word.endsWith('er') === true;
  if (units[clause.from]?.word === 'if') return units[at]?.role === 'duty' ? wished : supposed;
  for (let back = at - 1; back >= clause.from && back >= at - negationReach; back--) {
    const word = units[back]?.word ?? '';
    if (word === 'wish' || word === 'wished') return units[at]?.role === 'object' ? 1 : wished;
    if (word !== 'be' && word !== 'been') continue;
    const modal = units[back - 1]?.word ?? '';
    if (modal === 'would' || modal === 'could' || modal === 'should') return comparative ? wished : supposed;
  }
  return 1;
}

/** What the opinion of a unit counts by a rule; undefined when it is none. */
export function counted(scene: Scene, at: number, { clause, rule }: By): Contribution | undefined {
  const valence = valenceAt(scene, at, clause);
  return valence === 0 ? undefined : { unit: at, valence, rule, weight: topicRules[rule].weight };
}

export interface By {
  readonly clause: Clause;
  readonly rule: TopicRule;
}

/** All opinions of a clause, by one rule. */
export function allOf(scene: Scene, clause: Clause, rule: TopicRule): readonly Contribution[] {
  const found: Contribution[] = [];
  for (let at = clause.from; at < clause.to; at++) {
    const contribution = counted(scene, at, { clause, rule });
    if (contribution !== undefined) found.push(contribution);
  }
  return found;
}
