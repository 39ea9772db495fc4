import type { MatchedPost, ScoredPost } from '../graph/index.ts';
import { noScore, polarityIndexOf, withoutSpans, type TopicScore } from '../model/index.ts';
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

/**
 * Returns the posts of a batch with their scores. Posts that could not be scored are left out. The spans have served their
 * purpose: a post on thousands of queries would keep thousands of lists alive in buffers.
 */
export function decodeScores(batch: readonly MatchedPost[], answer: Float64Array): readonly ScoredPost[] {
  const scored: ScoredPost[] = [];
  let at = 0;
  for (const matched of batch) {
    const end = at + figuresPerText + matched.matches.length;
    const [compound = NaN, pos = NaN, neu = NaN, neg = NaN] = answer.subarray(at, at + figuresPerText);
    const topics = answer.subarray(at + figuresPerText, end);
    at = end;
    if (Number.isNaN(compound)) continue;
    const matches = matched.matches.map(withoutSpans);
    if (compound === notScored) {
      scored.push({ ...matched, matches, score: noScore, scored: false, topics: matches.map(() => topicOf(0)) });
    } else {
      const score = { compound, pos: shareOf(pos), neu: shareOf(neu), neg: shareOf(neg) };
      scored.push({ ...matched, matches, score, topics: Array.from(topics, topicOf) });
    }
  }
  return scored;
}

/** One object for each compound, of which there are 20,001: they have four digits. */
const topicScores = new Map<number, TopicScore>();
const maxTopicScores = 20_001;

function topicOf(compound: number): TopicScore {
  const known = topicScores.get(compound);
  if (known !== undefined) return known;
  const topic = { compound, polarityIndex: polarityIndexOf(compound) };
  if (topicScores.size < maxTopicScores) topicScores.set(compound, topic);
  return topic;
}
