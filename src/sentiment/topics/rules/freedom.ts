import { wordAt } from '../token.ts';
import * as cues from '../words/cues.ts';
import type { Relation } from './rule.ts';

/** Returns whether no preposition leads the topic, and the opinion is a word that can be about it. */
export function isFree({ lead, token, tokens, at }: Relation): boolean {
  if (lead !== undefined || token.symbol) return false;
  // In `A saved by B` A is what needed saving.
  return !(cues.rescues.has(token.word) && cues.by.has(wordAt(tokens, at + 1)));
}
