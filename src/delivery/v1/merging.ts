import type { Filled, Gap } from '../../graph/index.ts';
import { fourDigits, type Ranking, type Summary } from '../../model/index.ts';

const worstFirst: readonly Filled[] = ['none', 'partial', 'full'];

/** Merges two gaps of the same source into one that spans both and is filled no better than the worse of them. */
export function mergeGaps(a: Gap, b: Gap): Gap {
  const filled = worstFirst.find((each) => each === a.filled || each === b.filled) ?? 'none';
  return { ...b, from: Math.min(a.from, b.from), to: Math.max(a.to, b.to), filled };
}

const maxRanked = 10;

/** Merges two summaries of the same query: returns the newer one when their times overlap, and else their sum. */
export function mergeSummaries(older: Summary, newer: Summary): Summary {
  if (newer.from < older.to) return newer;
  const [before, after] = [older.posts - older.unscored, newer.posts - newer.unscored];
  const scored = before + after;
  const mean = (key: 'meanCompound' | 'meanTopicCompound'): number =>
    scored === 0 ? 0 : fourDigits((older[key] * before + newer[key] * after) / scored);
  return {
    ...newer,
    from: older.from,
    posts: older.posts + newer.posts,
    positive: older.positive + newer.positive,
    negative: older.negative + newer.negative,
    neutral: older.neutral + newer.neutral,
    unscored: older.unscored + newer.unscored,
    meanCompound: mean('meanCompound'),
    meanTopicCompound: mean('meanTopicCompound'),
    hashtags: mergeRankings(older.hashtags, newer.hashtags),
    words: mergeRankings(older.words, newer.words),
    conflated: older.conflated + newer.conflated,
  };
}

function mergeRankings(a: Ranking, b: Ranking): Ranking {
  const counts = new Map(a);
  for (const [name, count] of b) counts.set(name, (counts.get(name) ?? 0) + count);
  return [...counts].sort(([, one], [, other]) => other - one).slice(0, maxRanked);
}
