import type { Clause } from './clauses.ts';
import type { Comparison } from './comparisons.ts';
import { relationOf } from './relation.ts';
import type { Contribution, TopicRule } from './rules.ts';
import { contributionAt, type ParsedText, type Target } from './parsed-text.ts';

/** Returns the opinions in the target's own clause that concern it. */
export function opinionsInClause(parsed: ParsedText, target: Target, clause: Clause): readonly Contribution[] {
  const found: Contribution[] = [];
  for (let at = clause.from; at < clause.to; at++) {
    if (parsed.tokens[at]?.base === 0) continue;
    const comparison = parsed.comparisons.get(at);
    const isCompared = comparison !== undefined && comparison.pivot < clause.to;
    const rule = isCompared ? compare(parsed, target, comparison) : relationOf(parsed, { target, clause }, at);
    const contribution = rule === undefined ? undefined : contributionAt(parsed, at, { clause, rule });
    if (contribution === undefined) continue;
    found.push(contribution.rule === 'equalled' ? equalled(parsed, contribution) : contribution);
  }
  const isDirect = found.some(({ rule }) => direct.has(rule));
  return isDirect ? found.filter(({ rule }) => !loose.has(rule)) : found;
}

/** Rules with a direct grammatical relation to the target. Where one applies, the loose rules do not. */
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

function compare(
  { tokens }: ParsedText,
  target: Target,
  { opinion, pivot, isEqual }: Comparison,
): TopicRule | undefined {
  if (target.from > pivot) return isEqual ? 'equalled' : 'comparedWith';
  const isObject = tokens[opinion]?.role === 'object';
  if (pivot === opinion) return target.to <= opinion ? 'compared' : undefined;
  // `I prefer A to`: the object; `A is better than`: the subject.
  return isObject === target.from > opinion ? 'compared' : undefined;
}

/** Handles equality: `A is not as good as B` praises B; `A is as good as B` praises both. */
function equalled({ tokens }: ParsedText, contribution: Contribution): Contribution {
  const isTurned = Math.sign(contribution.valence) !== Math.sign(tokens[contribution.token]?.base ?? 0);
  return isTurned ? { ...contribution, weight: -contribution.weight } : contribution;
}
