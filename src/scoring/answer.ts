import type { MatchedPost, ScoredPost } from '../graph/index.ts';
import { figures, type ScoreRequest } from './score-batch.ts';

/** What a scorer is asked for a batch. */
export function requestFor(scorer: string, batch: readonly MatchedPost[]): ScoreRequest {
  return { scorer, texts: batch.map(({ post }) => post.text) };
}

/** The posts of a batch with their figures; those without are left out. */
export function readAnswer(batch: readonly MatchedPost[], answer: Float64Array): readonly ScoredPost[] {
  return batch.flatMap((matched, index) => {
    const [compound, pos, neu, neg] = answer.subarray(index * figures, (index + 1) * figures);
    if (compound === undefined || pos === undefined || neu === undefined || neg === undefined) return [];
    return Number.isNaN(compound) ? [] : [{ ...matched, score: { compound, pos, neu, neg } }];
  });
}
