import type { Clause } from './clauses.ts';
import { isBound, type Comparison } from './comparisons.ts';
import { valenceAt } from './opinion.ts';
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

/** What the opinion of a unit counts by a rule; undefined when it is none. */
export function counted(scene: Scene, at: number, { clause, rule }: By): Contribution | undefined {
  const isUnbound = isBound(scene.units[at]) && !scene.comparisons.has(at);
  const valence = isUnbound ? 0 : valenceAt(scene.units, at, clause);
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
