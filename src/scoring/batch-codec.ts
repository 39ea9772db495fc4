import type { MatchedPost, ScoredPost } from '../graph/index.ts';
import { compoundScale, noScore, polarityIndexOf, type Match, type Query, type TopicScore } from '../model/index.ts';
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
 * Decodes the answers of engines. A scorer has one decoder: the matches of a query become one object without their spans,
 * which have served their purpose. Else a post on thousands of queries would keep thousands of lists alive in buffers.
 *
 * @example
 * new ScoreDecoder().decode(batch, figures); // [{ post, matches: [{ query, spans: [] }], score, topics, … }]
 */
export class ScoreDecoder {
  readonly #matches = new WeakMap<Query, Match>();

  /** Returns the posts of a batch with their scores. Posts that could not be scored are left out. */
  decode(batch: readonly MatchedPost[], answer: Float64Array): readonly ScoredPost[] {
    return decodeScores(batch, answer, this.#withoutSpans);
  }

  readonly #withoutSpans = ({ query }: Match): Match => {
    const known = this.#matches.get(query);
    if (known !== undefined) return known;
    const match = { query, spans: [] };
    this.#matches.set(query, match);
    return match;
  };
}

function decodeScores(
  batch: readonly MatchedPost[],
  answer: Float64Array,
  withoutSpans: (match: Match) => Match,
): readonly ScoredPost[] {
  const scored: ScoredPost[] = [];
  let next = 0;
  for (const matched of batch) {
    const at = next;
    next += figuresPerText + matched.matches.length;
    const compound = answer[at] ?? NaN;
    if (Number.isNaN(compound)) continue;
    const isScored = compound !== notScored;
    const matches = matched.matches.map(withoutSpans);
    const topics = matches.map((_, topic) => topicOf(isScored ? (answer[at + figuresPerText + topic] ?? 0) : 0));
    if (isScored) {
      const [pos, neu, neg] = [shareOf(answer[at + 1]), shareOf(answer[at + 2]), shareOf(answer[at + 3])];
      scored.push({ ...matched, matches, score: { compound, pos, neu, neg }, topics });
    } else scored.push({ ...matched, matches, score: noScore, scored: false, topics });
  }
  return scored;
}

/** One object for each compound of four digits, of which there are 20,001. */
const topicScores: (TopicScore | undefined)[] = Array.from({ length: 2 * compoundScale + 1 });

function topicOf(compound: number): TopicScore {
  const index = Math.round((compound + 1) * compoundScale);
  const known = topicScores[index];
  if (known?.compound === compound) return known;
  const topic = { compound, polarityIndex: polarityIndexOf(compound) };
  if (index >= 0 && index < topicScores.length) topicScores[index] = topic;
  return topic;
}
