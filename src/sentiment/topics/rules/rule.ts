import type { Comparison } from '../comparisons.ts';
import type { Clause } from '../clauses.ts';
import type { Between } from '../between.ts';
import type { UnaddressedTarget } from '../neighbours.ts';
import type { Opinion } from '../opinion.ts';
import type { Target } from '../parsed-text.ts';
import type { TopicToken } from '../token.ts';
import type { Role } from '../words/opinion-words.ts';

/** A text, the topic as it is written in it, and the polarity of the topic. */
export type RuleExample = readonly [text: string, topic: string, polarity: 'positive' | 'negative' | 'neutral'];

interface RuleFacts {
  /** The name that an explanation gives. */
  readonly id: string;
  /** The factor of the opinion, -1 to 1. It decreases with the grammatical distance from the topic. */
  readonly weight: number;
  /** Whether the construction itself shows that the topic is judged, however it is written. */
  readonly isExplicit?: true;
  /** The rule in words, which complete "the word … of the topic". */
  readonly says: string;
  /** Texts in which the rule applies. A test runs them. */
  readonly examples: readonly RuleExample[];
}

/** A rule by which an opinion concerns a topic in its own clause. */
export interface RelationRule extends RuleFacts {
  readonly reach: 'same noun phrase' | 'same clause';
  /** Whether the opinion stands before or after the topic, or is one of a comparison. */
  readonly opinion: 'before' | 'after' | 'compared';
  /** The roles of the opinion's word; any when absent. */
  readonly roles?: readonly Role[];
  /** Loose rules do not apply to a topic to which a direct one does. */
  readonly hold?: 'direct' | 'loose';
  readonly applies: (relation: Relation) => boolean;
}

/** A rule by which opinions of another clause concern a topic whose own clause has none. */
export interface ConstructionRule extends RuleFacts {
  readonly reach: 'other clause';
  /** Whether it may find something although no other clause has an opinion. It is not tried then without this. */
  readonly isLocal?: true;
  /** Returns the opinions; none when the rule does not apply. */
  readonly find: (unaddressed: UnaddressedTarget) => readonly Opinion[];
}

export type TopicRule = RelationRule | ConstructionRule;

/** The contribution of one opinion to a topic. */
export interface Contribution {
  readonly token: number;
  readonly valence: number;
  readonly rule: TopicRule;
  /** The weight of the rule times the opinion's share. */
  readonly weight: number;
}

/** An opinion and a topic in the same clause, with what stands between them. */
export interface Relation {
  readonly tokens: readonly TopicToken[];
  readonly target: Target;
  readonly clause: Clause;
  /** The index of the opinion's token. */
  readonly at: number;
  readonly token: TopicToken;
  readonly valence: number;
  readonly between: Between;
  /** The preposition that leads the topic's noun phrase, as the index of a token; undefined without one. */
  readonly lead: number | undefined;
  readonly comparison: Comparison | undefined;
}
