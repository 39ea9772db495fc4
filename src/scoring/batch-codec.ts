import type { MatchedPost, ScoredPost } from '../graph/index.ts';
import { noScore, polarityIndexOf, type TopicScore } from '../model/index.ts';
import { shareOf } from './score-one.ts';
import { encodeTopics, figuresPerText, notScored, type ScoreRequest } from './score-batch.ts';

/** Returns the request that an engine receives for a batch. */
export function encodeRequest(
  batch: readonly MatchedPost[],
  { readsAll }: { readonly readsAll: boolean },
): ScoreRequest {
  return {
    texts: batch.map(({ post }) => post.text),
    topics: encodeTopics(batch.map(({ matches }) => matches.map(({ spans }) => spans))),
    ...(!readsAll && { langs: batch.map(({ post }) => post.lang) }),
  };
}

/** Returns the posts of a batch with their scores. Posts that could not be scored are left out. */
export function decodeScores(batch: readonly MatchedPost[], answer: Float64Array): readonly ScoredPost[] {
  const scored: ScoredPost[] = [];
  let at = 0;
  for (const matched of batch) {
    const end = at + figuresPerText + matched.matches.length;
    const [compound = NaN, pos = NaN, neu = NaN, neg = NaN, ...topics] = answer.subarray(at, end);
    at = end;
    if (Number.isNaN(compound)) continue;
    if (compound === notScored) {
      scored.push({ ...matched, score: noScore, scored: false, topics: topics.map(() => topicOf(0)) });
    } else {
      const score = { compound, pos: shareOf(pos), neu: shareOf(neu), neg: shareOf(neg) };
      scored.push({ ...matched, score, topics: topics.map(topicOf) });
    }
  }
  return scored;
}

function topicOf(compound: number): TopicScore {
  return { compound, polarityIndex: polarityIndexOf(compound) };
}
