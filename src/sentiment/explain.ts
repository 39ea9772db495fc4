import type { Score } from '../model/index.ts';
import { endOf, startOf } from './analysis.ts';
import { applyChange } from './valence-changes.ts';
import type { ValenceChange, ValenceRule } from './valence-changes.ts';
import { applyContrast } from './contrast.ts';
import { entryValences } from './dictionary.ts';
import { withEmphasis, figuresOf, sumsOf } from './figures.ts';
import { inLexicon, isBooster } from './traits.ts';
import { valenceOf } from './valence.ts';
import { applyVader } from './vader.ts';
import type { VaderBuffers } from './vader.ts';

const decoder = new TextDecoder();

/** What one rule did to a word. */
export interface ExplanationStep {
  readonly rule: ValenceRule;
  /** The words that brought it about, as they stand in the text. */
  readonly by: string;
  /** The valence becomes `amount`, or has it added, or is multiplied with it. */
  readonly operation: ValenceChange['operation'];
  readonly amount: number;
  /** The word's valence after this step. */
  readonly valence: number;
}

/** A word of the lexicon and what became of its valence. */
export interface ExplainedWord {
  /** As it stands in the text, or in the description of an emoji. */
  readonly word: string;
  /** What the text has instead of the word: an emoji, and what is written up against it. */
  readonly written?: string;
  /** UTF-16 offsets in the text, `end` exclusive. */
  readonly start: number;
  readonly end: number;
  /** The lexicon's valence, which the first step starts from. */
  readonly lexicon: number;
  /** In the order in which they were taken. */
  readonly steps: readonly ExplanationStep[];
  /** What the sum takes: after the last step. */
  readonly valence: number;
}

/**
 * Why a text has its score: plain data, fit for JSON. The parts add up without any rounding between them: each word's
 * steps lead from `lexicon` to its `valence`, the valences in their order to `sum`, `sum` and `emphasis` to `total`,
 * and the score is made of `total` and of the three weights.
 */
export interface Explanation {
  readonly words: readonly ExplainedWord[];
  readonly sum: number;
  /** What the text's `!` and `?` add to the size of the sum, unless that is 0. */
  readonly emphasis: { readonly exclamations: number; readonly questions: number; readonly amount: number };
  /** Of this the compound is made: total / √(total² + 15). */
  readonly total: number;
  /**
   * What pos, neu and neg are shares of: the valences above 0, each plus 1; the number of neutral words; the size of
   * those below 0, each with 1 more. The greater of the first and the last has the emphasis added.
   */
  readonly weights: { readonly positive: number; readonly neutral: number; readonly negative: number };
  readonly score: Score;
}

/** Explains the score that `scoreText` gives a text: the same rules, told as they are applied. */
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
    words.push({
      word,
      ...(written === word ? {} : { written }),
      start,
      end,
      lexicon,
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

/** A token as it was read, which for an emoji is not what the text has. */
function tokenText(text: string, { encoded, tokens }: VaderBuffers, token: number): string {
  const start = tokens.starts[token] ?? 0;
  const end = tokens.ends[token] ?? 0;
  const bytes = encoded.bytes.subarray(start, end);
  if (bytes.every((byte) => byte < 0x80)) return decoder.decode(bytes);
  return text.slice(startOf(start, encoded), endOf(end, encoded, text));
}
