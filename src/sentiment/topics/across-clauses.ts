import type { UnaddressedTarget } from './neighbours.ts';
import { constructionRules, localRules } from './rules/constructions.ts';
import type { Contribution } from './rules/rule.ts';
import { noContributions } from './within-clause.ts';

/**
 * Returns the opinions of other clauses that concern a target whose own clause has none: those of the first rule that
 * finds one.
 */
export function opinionsAcrossClauses(unaddressed: UnaddressedTarget): readonly Contribution[] {
  for (const rule of hasOtherOpinions(unaddressed) ? constructionRules : localRules) {
    const found = rule.find(unaddressed);
    if (found.length === 0) continue;
    return found.map(({ token, valence, share = 1 }) => ({ token, valence, rule, weight: rule.weight * share }));
  }
  return noContributions;
}

function hasOtherOpinions({ parsed, clause }: UnaddressedTarget): boolean {
  for (const other of parsed.clauses) if (other !== clause && other.opinions.length > 0) return true;
  return false;
}
