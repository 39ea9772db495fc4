import type { MatchedPost, ScoredPost } from '../graph/index.ts';
import { polarityIndexOf, type TopicScore } from '../model/index.ts';
import { figuresPerText, encodeTopics, type ScoreRequest } from './score-batch.ts';

/** Returns the request that a worker receives for a batch. */
export function encodeRequest(scorer: string, batch: readonly MatchedPost[]): ScoreRequest {
  return {
    scorer,
    texts: batch.map(({ post }) => post.text),
    topics: encodeTopics(batch.map(({ matches }) => matches.map(({ spans }) => spans))),
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
    if (!Number.isNaN(neg))
      scored.push({ ...matched, score: { compound, pos, neu, neg }, topics: topics.map(topicOf) });
  }
  return scored;
}

function topicOf(compound: number): TopicScore {
  return { compound, polarityIndex: polarityIndexOf(compound) };
}
