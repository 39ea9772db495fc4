import type { Some } from './random.ts';

/** What a sentence is meant to say about its topic. */
export type Mood = 'positive' | 'negative' | 'mixed' | 'neutral' | 'question';

/**
 * A topic that people may track. Sentences are patterns for `expand`: `[this|that]` is a choice, `{friend}` a slot.
 * Each contains one of `words`, so that a query for that word finds it.
 */
export interface Topic {
  /** The plain words by which the topic is tracked, the usual one first. */
  readonly words: Some<string>;
  /** How often the topic comes round, beside the others' 1; with 0 it comes among the asides only. */
  readonly share?: number;
  /** How often each mood comes, in any unit. */
  readonly moods: Readonly<Record<Mood, number>>;
  readonly emoji: Some<string>;
  /** Without `#`. */
  readonly tags: Some<string>;
  readonly positive: Some<string>;
  readonly negative: Some<string>;
  readonly mixed: Some<string>;
  readonly neutral: Some<string>;
  readonly question: Some<string>;
}

/** Moods of a topic that is rather liked, disliked, or neither. */
export const liked = { positive: 40, negative: 13, mixed: 6, neutral: 29, question: 12 } as const;
export const even = { positive: 27, negative: 20, mixed: 6, neutral: 33, question: 14 } as const;
export const disliked = { positive: 15, negative: 36, mixed: 6, neutral: 30, question: 13 } as const;
export const sober = { positive: 18, negative: 15, mixed: 5, neutral: 46, question: 16 } as const;
