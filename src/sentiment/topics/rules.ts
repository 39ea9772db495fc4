/**
 * The rules by which an opinion contributes to a topic: the weight and the explanation. Weights decrease with the
 * grammatical distance between the two. They were set by reasoning and checked on one half of the development data
 * only.
 */
export const topicRules = {
  attribute: { weight: 1, says: 'stands before it, in its noun phrase' },
  attributeOf: { weight: 0.6, says: 'stands before it, with `of` between' },
  attributeWith: { weight: 0.3, says: 'stands before it, with a preposition between' },
  experience: { weight: 0.7, says: 'is said of a time spent with or at it' },
  named: { weight: 0.9, says: 'is said of what it is' },
  directed: { weight: 0.5, says: 'stands before a preposition that leads to it' },
  object: { weight: 1, says: 'has it as its object' },
  objectFar: { weight: 0.5, says: 'has it as a further object' },
  fronted: { weight: 1, says: 'has it as its object, which stands first' },
  passive: { weight: 1, says: 'has it as its object, in the passive' },
  emotion: { weight: 0.8, says: 'is felt about it' },
  cause: { weight: 1, says: 'is caused by it' },
  savedFrom: { weight: -0.6, says: 'is a rescue from it' },
  predicate: { weight: 1, says: 'is said of it with a linking verb' },
  subject: { weight: 1, says: 'is a verb with it as the subject' },
  deed: { weight: 0.9, says: 'belongs to what it does' },
  deedFar: { weight: 0.6, says: 'belongs to what it does, further on' },
  deedWith: { weight: 0.5, says: 'belongs to what it does, behind a preposition' },
  subjectOf: { weight: 0.7, says: 'is said of something of it' },
  follows: { weight: 0.8, says: 'follows it at once' },
  followsFar: { weight: 0.5, says: 'follows it with words between' },
  has: { weight: 0.5, says: 'is said of what it has' },
  symbol: { weight: 0.8, says: 'is a sign that follows it' },
  compared: { weight: 1, says: 'is what it is in a comparison' },
  comparedWith: { weight: -1, says: 'is said of what it is compared with' },
  equalled: { weight: 1, says: 'is said of what it is equalled with' },
  inverted: { weight: -0.8, says: 'is said of what it is set against' },
  opposed: { weight: -0.5, says: 'is said of what a contrast sets it against' },
  ellipsis: { weight: 0.8, says: 'is said before and meant here too' },
  denied: { weight: -0.8, says: 'is said before and denied here' },
  list: { weight: 0.9, says: 'is said of a list that it belongs to' },
  relative: { weight: 0.9, says: 'is in its relative clause' },
  pronoun: { weight: 0.8, says: 'is said of a pronoun that stands for it' },
  continued: { weight: 0.7, says: 'is in a clause that goes on about it' },
  exclaimed: { weight: 0.35, says: 'is called out beside its clause' },
  asked: { weight: 1, says: 'answers the question in which it stands' },
  consoled: { weight: 0.5, says: 'leads what consoles for it' },
  absent: { weight: 0.5, says: 'says that there is none of it' },
  failing: { weight: 0.5, says: 'denies that it does something' },
} as const;

export type TopicRule = keyof typeof topicRules;

/** The contribution of one opinion to a topic. */
export interface Contribution {
  /** The index of the token with the opinion. */
  readonly token: number;
  /** The opinion in its context, about -4.7 to 4.7. */
  readonly valence: number;
  readonly rule: TopicRule;
  /** The weight of the rule, -1 to 1; smaller when the opinion is only supposed. */
  readonly weight: number;
}
