import type { Clause } from './clauses.ts';
import { isBound, type Comparison } from './comparisons.ts';
import { valenceAt, type Opinion } from './opinion.ts';
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

/** Returns the opinion of a token in its clause; undefined when it has none. */
export function opinionAt(parsed: ParsedText, at: number, clause: Clause): Opinion | undefined {
  const isUnbound = isBound(parsed.tokens[at]) && !parsed.comparisons.has(at);
  const valence = isUnbound ? 0 : valenceAt(parsed.tokens, at, clause);
  return valence === 0 ? undefined : { token: at, valence };
}

/** Returns the opinions of a clause. */
export function opinionsOf(parsed: ParsedText, clause: Clause): readonly Opinion[] {
  const found: Opinion[] = [];
  for (let at = clause.from; at < clause.to; at++) {
    const opinion = opinionAt(parsed, at, clause);
    if (opinion !== undefined) found.push(opinion);
  }
  return found;
}
