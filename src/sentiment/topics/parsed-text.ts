import type { Clause } from './clauses.ts';
import { isBound, type Comparison } from './comparisons.ts';
import { valenceAt } from './opinion.ts';
import type { Contribution, TopicRule } from './rules.ts';
import { topicRules } from './rules.ts';
import type { TopicToken } from './token.ts';

/** A text prepared for the topic rules. */
export interface ParsedText {
  readonly tokens: readonly TopicToken[];
  readonly clauses: readonly Clause[];
  readonly comparisons: ReadonlyMap<number, Comparison>;
}

/** The position of a topic's words: tokens, `to` exclusive. */
export interface Target {
  readonly from: number;
  readonly to: number;
}

/** Returns the contribution of a token's opinion by a rule; undefined when it has none. */
export function contributionAt(
  parsed: ParsedText,
  at: number,
  { clause, rule }: ContributionContext,
): Contribution | undefined {
  const isUnbound = isBound(parsed.tokens[at]) && !parsed.comparisons.has(at);
  const valence = isUnbound ? 0 : valenceAt(parsed.tokens, at, clause);
  return valence === 0 ? undefined : { token: at, valence, rule, weight: topicRules[rule].weight };
}

export interface ContributionContext {
  readonly clause: Clause;
  readonly rule: TopicRule;
}

/** Returns the contributions of all opinions of a clause by one rule. */
export function contributionsOf(parsed: ParsedText, clause: Clause, rule: TopicRule): readonly Contribution[] {
  const found: Contribution[] = [];
  for (let at = clause.from; at < clause.to; at++) {
    const contribution = contributionAt(parsed, at, { clause, rule });
    if (contribution !== undefined) found.push(contribution);
  }
  return found;
}
