import { polarityIndexOf, type Span, type TopicScore, type VaderScore } from '../model/index.ts';
import { normalise, normaliseTraced, nameOffsets, mapSpan } from '../text/index.ts';
import { analyse } from './analysis.ts';
import { explainTopic, scoreTopics, type TopicExplanation, type TopicText } from './topics/score-topics.ts';
import { scoreText } from './vader.ts';

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
  const { topicText, placed } = prepare(text, topics);
  const whole = wholeOf(topicText);
  return {
    score: topicText.analysis.score,
    topics: scoreTopics(topicText, placed).map((topic, index) => (topics[index]?.length === 0 ? whole : topic)),
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
  const { topicText, placed } = prepare(text, [spans]);
  if (spans.length === 0) return { score: wholeOf(topicText), sum: 0, reasons: [] };
  return explainTopic(topicText, placed[0] ?? []);
}

function wholeOf({ analysis: { score } }: TopicText): TopicScore {
  return { compound: score.compound, polarityIndex: polarityIndexOf(score.compound) };
}

interface Prepared {
  readonly topicText: TopicText;
  readonly placed: readonly (readonly Span[])[];
}

function prepare(text: string, topics: readonly (readonly Span[])[]): Prepared {
  const traced = normaliseTraced(text);
  const analysis = analyse(traced.text);
  return {
    topicText: { text: traced.text, analysis, names: nameOffsets(traced, topics.flat()) },
    placed: topics.map((spans) => spans.filter(isSpan).map((span) => mapSpan(span, traced))),
  };
}

function isSpan({ start, end }: Span): boolean {
  return start < end;
}
