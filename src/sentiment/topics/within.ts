import type { Clause } from './clauses.ts';
import type { Comparison } from './comparisons.ts';
import { relate } from './relate.ts';
import type { Contribution, TopicRule } from './rules.ts';
import { counted, type Scene, type Target } from './scene.ts';

/** The opinions in a target's own clause that concern it. */
export function within(scene: Scene, target: Target, clause: Clause): readonly Contribution[] {
  const found: Contribution[] = [];
  for (let at = clause.from; at < clause.to; at++) {
    if (scene.units[at]?.base === 0) continue;
    const comparison = scene.comparisons.get(at);
    const isCompared = comparison !== undefined && comparison.pivot < clause.to;
    const rule = isCompared ? compare(scene, target, comparison) : relate(scene, { target, clause }, at);
    const contribution = rule === undefined ? undefined : counted(scene, at, { clause, rule });
    if (contribution === undefined) continue;
    found.push(contribution.rule === 'equalled' ? equalled(scene, contribution) : contribution);
  }
  const isDirect = found.some(({ rule }) => direct.has(rule));
  return isDirect ? found.filter(({ rule }) => !loose.has(rule)) : found;
}

/** What grammar ties to the target itself; where there is such, the loose rules are silent. */
const direct: ReadonlySet<TopicRule> = new Set([
  'attribute',
  'object',
  'predicate',
  'subject',
  'compared',
  'comparedWith',
  'fronted',
  'passive',
  'cause',
  'savedFrom',
  'follows',
  'symbol',
]);
const loose: ReadonlySet<TopicRule> = new Set([
  'has',
  'deed',
  'deedFar',
  'deedWith',
  'followsFar',
  'attributeWith',
  'attributeOf',
  'directed',
  'objectFar',
]);

function compare({ units }: Scene, target: Target, { opinion, pivot, isEqual }: Comparison): TopicRule | undefined {
  if (target.from > pivot) return isEqual ? 'equalled' : 'comparedWith';
  const isObject = units[opinion]?.role === 'object';
  if (pivot === opinion) return target.to <= opinion ? 'compared' : undefined;
  // `I prefer A to`: the object; `A is better than`: the subject.
  return isObject === target.from > opinion ? 'compared' : undefined;
}

/** `A is not as good as B` speaks for B; `A is as good as B` for both. */
function equalled({ units }: Scene, contribution: Contribution): Contribution {
  const isTurned = Math.sign(contribution.valence) !== Math.sign(units[contribution.unit]?.base ?? 0);
  return isTurned ? { ...contribution, weight: -contribution.weight } : contribution;
}
