import type { LexiconWord } from '../sentiment/index.ts';

/** The scorers that are built in, by name. */
export const builtinScorers = ['vader', 'vader-sentiment', 'learned'] as const;

/** The ways to score topics, by name. */
export const topicMethods = ['rules', 'learned'] as const;

export type TopicMethod = (typeof topicMethods)[number];

/** The beginning of the name of a scorer that is a module. */
export const modulePrefix = 'module:';

/** The longest time that a scorer may take for a batch, in ms. */
export const maxBatchMs = 60_000;

/** The choice of a scorer. Plain data, because threads receive it. */
export interface ScorerSettings {
  /** The name of a built-in scorer, or `module:` with a path or a package. */
  readonly scorer: string;
  /** The options that a module's `create` receives. Default none. */
  readonly scorerOptions?: Readonly<Record<string, unknown>>;
  /** The method for topics that the scorer does not score. Default `rules`. */
  readonly topics?: TopicMethod;
  /** Words that overlay the lexicon of `vader`, in the order in which they were given. Default none. */
  readonly lexicon?: readonly LexiconWord[];
}
