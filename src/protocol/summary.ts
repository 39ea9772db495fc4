import type { Ranking, Summary } from '../model/index.ts';
import type { SummaryFrame } from './v1/messages.ts';

/**
 * Returns a `summary` frame. Its rankings are objects with the most frequent key first. An object puts keys that are
 * whole numbers before all others, so a client that needs the order sorts by the counts.
 */
export function summaryFrame(
  id: string,
  { hashtags, words, conflated, spike, shift, ...counts }: Summary,
): SummaryFrame {
  return {
    type: 'summary',
    id,
    ...counts,
    hashtags: countsOf(hashtags),
    words: countsOf(words),
    conflated,
    ...(spike !== undefined && { spike }),
    ...(shift !== undefined && { shift }),
  };
}

/** `fromEntries` defines own properties, also for a tag like `__proto__`. */
const countsOf = (ranking: Ranking): Readonly<Record<string, number>> => Object.fromEntries(ranking);
