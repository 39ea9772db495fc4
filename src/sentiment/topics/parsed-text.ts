import type { Clause } from './clauses.ts';
import type { Comparison } from './comparisons.ts';
import type { TopicToken } from './token.ts';

/** A text prepared for the topic rules. */
export interface ParsedText {
  readonly tokens: readonly TopicToken[];
  readonly clauses: readonly Clause[];
  readonly comparisons: ReadonlyMap<number, Comparison>;
  /** Whether it is marked as meaning the opposite. */
  readonly isSarcastic: boolean;
}

/** The position of a topic's words: tokens, `to` exclusive. */
export interface Target {
  readonly from: number;
  readonly to: number;
}
