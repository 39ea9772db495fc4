import type { Score } from '../model/index.ts';
import { scoreByPackage, scoreText } from '../sentiment/index.ts';
import { normalise } from '../text/index.ts';

/** The scorers that can be chosen by name. */
export const scorers: Readonly<Record<string, (text: string) => Score>> = {
  vader: scoreText,
  'vader-sentiment': scoreByPackage,
};

/** What a worker is sent: plain strings, which are cheap to clone. */
export interface ScoreRequest {
  readonly scorer: string;
  readonly texts: readonly string[];
}

/** Figures of a post in an answer: compound, pos, neu, neg; NaN in all four where the scorer failed. */
export const figures = 4;

/** The figures of all texts in one array: `figures` numbers a text, in the order of the texts. */
export function scoreBatch({ scorer, texts }: ScoreRequest): Float64Array {
  const score = scorers[scorer];
  if (score === undefined) throw new Error(`There is no scorer named ${scorer}.`);
  const answer = new Float64Array(texts.length * figures);
  for (const [index, text] of texts.entries()) answer.set(figuresOf(score, text), index * figures);
  return answer;
}

function figuresOf(score: (text: string) => Score, text: string): readonly number[] {
  try {
    const { compound, pos, neu, neg } = score(normalise(text));
    return [compound, pos, neu, neg];
  } catch {
    // One text that a scorer chokes on costs no other post of its batch.
    return [NaN, NaN, NaN, NaN];
  }
}
