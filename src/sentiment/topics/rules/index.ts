/**
 * The rules by which opinions concern topics: objects, one file for each family.
 *
 * Owns what relates an opinion to a topic, and the weight of each relation. Guarantees that every rule has a name, a
 * reason in words and examples that a test runs. Does not know how opinions are recognised.
 */
import { constructionRules } from './constructions.ts';
import { relationRules } from './relations.ts';
import type { TopicRule } from './rule.ts';

export type { Contribution, TopicRule } from './rule.ts';

/** All rules in the order of trying: those of a topic's own clause first. */
export const topicRules: readonly TopicRule[] = [...relationRules, ...constructionRules];
