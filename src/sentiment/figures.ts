import type { VaderScore } from '../model/index.ts';
import { roundHalfEven } from './round.ts';
import type { VaderTokens } from './tokens.ts';

/** The normalisation constant of Hutto & Gilbert (alpha), which approximates the largest expected sum. */
const alpha = 15;
const perExclamation = 0.292;
const perQuestion = 0.18;
const manyQuestions = 0.96;

/** Returns the amount that `!` and `?` add to the size of the sum: up to four of the former; the latter from two on. */
export function emphasisOf(exclamations: number, questions: number): number {
  const exclaiming = Math.min(exclamations, 4) * perExclamation;
  if (questions <= 1) return exclaiming;
  return exclaiming + (questions <= 3 ? questions * perQuestion : manyQuestions);
}

/** Returns the compound of a sum of valences, from -1 to 1 with four digits: s / √(s² + 15). */
export function compoundOf(sum: number): number {
  return roundHalfEven(sum / Math.sqrt(sum * sum + alpha), 10_000);
}

/** Returns a sum increased in size by the emphasis; 0 stays 0. */
export function withEmphasis(sum: number, emphasis: number): number {
  if (sum > 0) return sum + emphasis;
  return sum < 0 ? sum - emphasis : sum;
}

/** The sums that the figures are computed from. */
export interface Sums {
  /** The sum of all valences, without emphasis. */
  readonly sum: number;
  readonly emphasis: number;
  /**
   * The sum of the positive valences, each plus 1 to balance neutral words, which count 1 each. The emphasis is
   * included if they prevail.
   */
  readonly positive: number;
  /** The corresponding sum of the negative valences, as a size. */
  readonly negative: number;
  /** The number of neutral words. */
  readonly neutral: number;
}

/** Returns the sums of a text's valences. */
export function sumsOf({ count, hitCount, contrasted, exclamations, questions }: VaderTokens): Sums {
  let sum = 0;
  let positive = 0;
  let negative = 0;
  let neutral = count - hitCount;
  for (let hit = 0; hit < hitCount; hit++) {
    const valence = contrasted[hit] ?? 0;
    sum += valence;
    if (valence > 0) positive += valence + 1;
    else if (valence < 0) negative += 1 - valence;
    else neutral++;
  }
  const emphasis = emphasisOf(exclamations, questions);
  if (positive > negative) positive += emphasis;
  else if (positive < negative) negative += emphasis;
  return { sum, emphasis, positive, negative, neutral };
}

/** Returns the figures of a text with these sums; all are 0 for a text without tokens. */
export function figuresOf({ sum, emphasis, positive, negative, neutral }: Sums): VaderScore {
  const total = positive + negative + neutral;
  if (total === 0) return { compound: 0, pos: 0, neu: 0, neg: 0 };
  return {
    compound: compoundOf(withEmphasis(sum, emphasis)),
    pos: roundHalfEven(positive / total, 1000),
    neu: roundHalfEven(neutral / total, 1000),
    neg: roundHalfEven(negative / total, 1000),
  };
}
