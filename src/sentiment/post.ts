import { polarityIndexOf, type Span, type TopicScore, type VaderScore } from '../model/index.ts';
import { normalise, normaliseTraced, nameOffsets, mapSpan } from '../text/index.ts';
import { figuresOf, sumsOf } from './figures.ts';
import { explainTopic, scoreTopics, type TopicExplanation, type TopicText } from './topics/score-topics.ts';
import { applyVader, scoreText } from './vader.ts';

/** The score of a whole post and of its topics. */
export interface PostScore {
  readonly score: VaderScore;
  /** The topic scores in the order of the given topics. */
  readonly topics: readonly TopicScore[];
}

/**
 * Scores a post: its whole text, and for each topic (the spans of one query's words, UTF-16 offsets in `text`) the
 * sentiment about that topic. The text is normalised and analysed once. A handle or a link can be a topic: it adds to
 * no score but keeps its position. A topic without a span (found only in a list beside the text) gets the score of the
 * whole. Accepts any text and any spans and never throws.
 *
 * @example
 * scorePost('Great pizza, awful service', [[{ start: 6, end: 11 }]]).topics[0]?.polarityIndex // 0
 */
export function scorePost(text: string, topics: readonly (readonly Span[])[]): PostScore {
  if (topics.length === 0) return { score: scoreText(normalise(text)), topics: [] };
  const { topicText, placed, score } = prepare(text, topics);
  const scored = scoreTopics(topicText, placed);
  const isWhole = topics.some((spans) => spans.length === 0);
  return {
    score,
    topics: isWhole ? scored.map((topic, index) => (topics[index]?.length === 0 ? wholeOf(score) : topic)) : scored,
  };
}

/**
 * Explains the score of a topic of a post. There are no reasons where the topic has the score of the whole. The offsets
 * of the reasons refer to the normalised text.
 *
 * @example
 * explainPostTopic('Great pizza', [{ start: 6, end: 11 }]).reasons[0]?.word // 'Great'
 */
export function explainPostTopic(text: string, spans: readonly Span[]): TopicExplanation {
  const { topicText, placed, score } = prepare(text, [spans]);
  if (spans.length === 0) return { score: wholeOf(score), sum: 0, reasons: [] };
  return explainTopic(topicText, placed[0] ?? []);
}

function wholeOf(score: VaderScore): TopicScore {
  return { compound: score.compound, polarityIndex: polarityIndexOf(score.compound) };
}

interface Prepared {
  readonly topicText: TopicText;
  readonly placed: readonly (readonly Span[])[];
  /** The score of the whole. */
  readonly score: VaderScore;
}

function prepare(text: string, topics: readonly (readonly Span[])[]): Prepared {
  const traced = normaliseTraced(text);
  const buffers = applyVader(traced.text);
  const score = figuresOf(sumsOf(buffers.tokens));
  if (traced.text === text) return { topicText: { text, buffers, names: noNames }, placed: topics, score };
  return {
    topicText: { text: traced.text, buffers, names: nameOffsets(traced, topics.flat()) },
    placed: topics.map((spans) => spans.filter(isSpan).map((span) => mapSpan(span, traced))),
    score,
  };
}

const noNames: readonly number[] = [];

function isSpan({ start, end }: Span): boolean {
  return start < end;
}
