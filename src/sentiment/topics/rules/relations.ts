import { comparisonRules } from './comparisons.ts';
import { followerRules } from './followers.ts';
import { nounPhraseRules } from './noun-phrase.ts';
import type { RelationRule } from './rule.ts';
import { signRules } from './signs.ts';
import { verbRules } from './verbs.ts';

/** The rules of a topic's own clause in the order of trying: the first that applies to an opinion decides. */
export const relationRules: readonly RelationRule[] = [
  ...comparisonRules,
  ...nounPhraseRules,
  ...signRules,
  ...verbRules,
  ...followerRules,
];
