import type { Ranking, Summary } from '../model/index.ts';
import type { SummaryFrame } from './v1/messages.ts';

/**
 * A `summary` frame. Its rankings are objects like a post's `hashtags`, the most frequent first; but an object puts keys
 * that are whole numbers before all others, so who needs the order sorts by the counts.
 */
export function summaryFrame(
  id: string,
  { hashtags, words, conflated, spike, shift, ...counts }: Summary,
): SummaryFrame {
  return {
    ...{ type: 'summary', id, ...counts },
    ...{ hashtags: countsOf(hashtags), words: countsOf(words), conflated },
    ...(spike !== undefined && { spike }),
    ...(shift !== undefined && { shift }),
  };
}

/** The keys are own properties even for tags like `__proto__`. */
const countsOf = (ranking: Ranking): Readonly<Record<string, number>> => Object.fromEntries(ranking);
