import type { VaderScore } from '../model/index.ts';
import { endOf, startOf } from './encoded-text.ts';
import { applyChange } from './valence-changes.ts';
import type { ValenceChange, ValenceRule } from './valence-changes.ts';
import { applyContrast } from './contrast.ts';
import { entryValences, overlayOf } from './dictionary.ts';
import { withEmphasis, figuresOf, sumsOf } from './figures.ts';
import { inLexicon, isBooster } from './traits.ts';
import { valenceOf } from './valence.ts';
import { applyVader } from './vader.ts';
import type { VaderBuffers } from './vader.ts';

const decoder = new TextDecoder();

/** The effect of one rule on a word. */
export interface ExplanationStep {
  readonly rule: ValenceRule;
  /** The words that caused it, as written in the text. */
  readonly by: string;
  /** The operation by which `amount` changes the valence: it replaces it, is added to it or multiplies it. */
  readonly operation: ValenceChange['operation'];
  readonly amount: number;
  /** The word's valence after this step. */
  readonly valence: number;
}

/** A word of the lexicon with the changes of its valence. */
export interface ExplainedWord {
  /** The word as written in the text or in the description of an emoji. */
  readonly word: string;
  /** The text that the word was read from, where that differs: an emoji and the characters attached to it. */
  readonly written?: string;
  /** UTF-16 offsets in the text, `end` exclusive. */
  readonly start: number;
  readonly end: number;
  /** The lexicon's valence, before the first step. */
  readonly lexicon: number;
  /** The file that overlays the lexicon with it; absent for VADER's own. */
  readonly from?: string;
  /** The steps in the order in which they were applied. */
  readonly steps: readonly ExplanationStep[];
  /** The valence that is summed, after the last step. */
  readonly valence: number;
}

/**
 * The reasons for a text's score as plain data that can be written as JSON. Nothing is rounded in between: the steps of
 * each word lead from `lexicon` to its `valence`, the valences add up to `sum` in their order, `sum` and `emphasis`
 * make `total`, and the score follows from `total` and the three weights.
 */
export interface Explanation {
  readonly words: readonly ExplainedWord[];
  readonly sum: number;
  /** The contribution of the text's `!` and `?` to the size of the sum, unless the sum is 0. */
  readonly emphasis: { readonly exclamations: number; readonly questions: number; readonly amount: number };
  /** The value that the compound is computed from: total / √(total² + 15). */
  readonly total: number;
  /**
   * The weights whose shares are pos, neu and neg: the positive valences, each plus 1; the number of neutral words; the
   * sizes of the negative valences, each plus 1. The emphasis is added to the greater of the first and the last.
   */
  readonly weights: { readonly positive: number; readonly neutral: number; readonly negative: number };
  readonly score: VaderScore;
}

/**
 * Explains the score that `scoreText` gives a text, by recording the same rules as they are applied.
 *
 * @example
 * explain('not good').words[0]?.steps[0]
 * // { rule: 'negation', by: 'not', operation: 'times', amount: -0.74, valence: -1.406 }
 */
export function explain(text: string): Explanation {
  const buffers = applyVader(text);
  const { tokens } = buffers;
  const { sum, emphasis: amount, positive, neutral, negative } = sumsOf(tokens);
  return {
    words: explainWords(text, buffers),
    sum,
    emphasis: { exclamations: tokens.exclamations, questions: tokens.questions, amount },
    total: withEmphasis(sum, amount),
    weights: { positive, neutral, negative },
    score: figuresOf({ sum, emphasis: amount, positive, neutral, negative }),
  };
}

function explainWords(text: string, buffers: VaderBuffers): readonly ExplainedWord[] {
  const { encoded, tokens } = buffers;
  const { count, entries, starts, ends, traits, hitCount, hits, but } = tokens;
  const contrasts = Array.from({ length: hitCount }, (): ValenceChange[] => []);
  applyContrast(tokens, (hit, amount) => {
    contrasts[hit]?.push({ rule: 'but', operation: 'times', amount, from: but, to: but });
  });
  const words: ExplainedWord[] = [];
  for (let token = 0, hit = 0; token < count; token++) {
    const known = traits[token] ?? 0;
    if ((known & inLexicon) === 0) continue;
    const changes: ValenceChange[] = [];
    if ((known & isBooster) !== 0) {
      changes.push({ rule: 'booster word', operation: 'becomes', amount: 0, from: token, to: token });
    } else if (hits[hit] === token) {
      valenceOf(token, tokens, (change) => changes.push(change));
      changes.push(...(contrasts[hit++] ?? []));
    }
    const lexicon = entryValences[entries[token] ?? 0] ?? 0;
    const steps = stepsOf(lexicon, changes, (from, to) => joinTokens(text, buffers, { from, to }));
    const word = tokenText(text, buffers, token);
    const start = startOf(starts[token] ?? 0, encoded);
    const end = endOf(ends[token] ?? 0, encoded, text);
    const written = text.slice(start, end);
    const from = overlayOf(word);
    words.push({
      word,
      ...(written === word ? {} : { written }),
      start,
      end,
      lexicon,
      ...(from === undefined ? {} : { from }),
      steps,
      valence: steps.at(-1)?.valence ?? lexicon,
    });
  }
  return words;
}

function stepsOf(
  lexicon: number,
  changes: readonly ValenceChange[],
  by: (from: number, to: number) => string,
): readonly ExplanationStep[] {
  let valence = lexicon;
  return changes.map(({ rule, operation, amount, from, to }) => {
    valence = applyChange(valence, { operation, amount });
    return { rule, by: by(from, to), operation, amount, valence };
  });
}

function joinTokens(
  text: string,
  buffers: VaderBuffers,
  { from, to }: { readonly from: number; readonly to: number },
): string {
  return Array.from({ length: to - from + 1 }, (_, index) => tokenText(text, buffers, from + index)).join(' ');
}

/** Returns a token as VADER reads it; for an emoji that differs from the text. */
function tokenText(text: string, { encoded, tokens }: VaderBuffers, token: number): string {
  const start = tokens.starts[token] ?? 0;
  const end = tokens.ends[token] ?? 0;
  const bytes = encoded.bytes.subarray(start, end);
  if (bytes.every((byte) => byte < 0x80)) return decoder.decode(bytes);
  return text.slice(startOf(start, encoded), endOf(end, encoded, text));
}
