import * as bit from './fact-bits.ts';
import * as form from './form.ts';
import type { TokenRow } from './rows.ts';
import { hasForm, tokenAt, wordAt, type TopicToken } from './token.ts';
import * as cues from './words/cues.ts';

/**
 * A comparison. It rates the part before the pivot (`than`, `to`, `over`, or the verb itself) against the part after it
 * (Jindal & Liu, "Mining Comparative Sentences and Relations", AAAI 2006).
 */
export interface Comparison {
  /** The index of the token with the opinion. */
  readonly opinion: number;
  readonly pivot: number;
  /** Whether both sides get the same opinion unless it is negated: `as good as`. */
  readonly isEqual: boolean;
}

/** The comparisons of a text by the index of their opinion. */
export type Comparisons = ReadonlyMap<number, Comparison>;

/** Those of a text without any, as most are. */
export const noComparisons: Comparisons = new Map();

/** How far before the pivot its opinion may be, in tokens. */
const reach = 6;

/** Returns the comparisons of a text by the index of their opinion. */
export function comparisonsOf(tokens: readonly TokenRow[]): Comparisons {
  let found: Map<number, Comparison> | undefined;
  for (let pivot = 1; pivot < tokens.length; pivot++) {
    const token = tokens[pivot];
    if (token === undefined || (token.facts & bit.isPivot) === 0) continue;
    const { word } = token;
    const opinion = opinionBefore(tokens, pivot, word);
    if (opinion === undefined || found?.has(opinion) === true) continue;
    found ??= new Map();
    found.set(opinion, { opinion, pivot, isEqual: cues.as.has(word) });
  }
  return found ?? noComparisons;
}

/** Returns whether a token expresses an opinion only in a comparison. */
export function isBound(token: TopicToken): boolean {
  return cues.bound.has(token.word);
}

function opinionBefore(tokens: readonly TopicToken[], pivot: number, word: number): number | undefined {
  const hasOpinion = tokens[pivot]?.base !== 0;
  if (hasOpinion && cues.beating.has(word)) return isBeating(tokens, pivot) ? pivot : undefined;
  if (cues.thanSpellings.has(word)) return comparativeBefore(tokens, pivot);
  if (cues.toOrOver.has(word))
    return preferenceBefore(tokens, pivot) ?? (hasOpinion && cues.over.has(word) ? pivot : undefined);
  return cues.as.has(word) ? equalBefore(tokens, pivot) : undefined;
}

/** Returns whether a ranking word has something on both sides. `to beat` and `<3` do not rank. */
function isBeating(tokens: readonly TopicToken[], pivot: number): boolean {
  const before = tokenAt(tokens, pivot - 1);
  const after = tokens[pivot + 1];
  const stands = before?.gap === 0 && !before.symbol && !cues.infinitive.has(before.word);
  if (after === undefined) return stands && cues.bound.has(wordAt(tokens, pivot));
  return stands && !after.symbol && !hasForm(after, form.digit);
}

function comparativeBefore(tokens: readonly TopicToken[], pivot: number): number | undefined {
  let nearest: number | undefined;
  let hasMore = false;
  for (let at = pivot - 1; at >= Math.max(0, pivot - reach); at--) {
    const token = tokens[at];
    if (token === undefined || token.gap > 1) return undefined;
    const { word, base } = token;
    if (cues.rather.has(word)) return at === pivot - 1 ? undefined : at;
    const isDegree = cues.degrees.has(word);
    if (isDegree && nearest !== undefined) return nearest;
    if (isDegree) hasMore = true;
    if (base === 0) continue;
    if (hasMore) return token.role === 'object' ? at : undefined;
    if (cues.worse.has(word) || hasForm(token, form.comparative) || cues.preferring.has(word)) return at;
    nearest ??= at;
  }
  return undefined;
}

function preferenceBefore(tokens: readonly TopicToken[], pivot: number): number | undefined {
  for (let at = pivot - 1; at >= Math.max(0, pivot - reach); at--) {
    const token = tokens[at];
    if (token === undefined || token.gap > 0) return undefined;
    if (cues.preferring.has(token.word)) return at;
    if (cues.ranking.has(token.word)) return at === pivot - 1 ? at : undefined;
  }
  return undefined;
}

function equalBefore(tokens: readonly TopicToken[], pivot: number): number | undefined {
  let nearest: number | undefined;
  for (let at = pivot - 1; at >= Math.max(0, pivot - 4); at--) {
    const token = tokens[at];
    if (token === undefined || token.gap > 0) return undefined;
    if (token.base !== 0) nearest ??= at;
    if (cues.as.has(token.word) || (cues.so.has(token.word) && tokenAt(tokens, at - 1)?.negates === true))
      return nearest;
  }
  return undefined;
}
