import { polarityIndexOf, type Score, type Span, type TopicScore } from '../model/index.ts';
import { normalise, normaliseTraced, nameOffsets, mapSpan } from '../text/index.ts';
import { analyse } from './analysis.ts';
import { explainTopic, scoreTopics, type TopicExplanation, type TopicText } from './topics/score-topics.ts';
import { scoreText } from './vader.ts';

/** The score of a whole post and of the topics in it. */
export interface PostScore {
  readonly score: Score;
  /** In the order in which the topics were given. */
  readonly topics: readonly TopicScore[];
}

/**
 * Scores a post: its text as a whole, and for each topic (the spans of one query's words, UTF-16 offsets in `text`) what
 * concerns it. The text is normalised and taken apart once. A handle or a link may be a topic: it has no say in any
 * score, but keeps its place. A topic without a word in the text (it was found in a list beside it) takes the score of
 * the whole. Takes any text and any spans and never throws.
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

/** Why a topic of a post has its score; none of the reasons is for the score of the whole. The offsets of the reasons are those of the normalised text. */
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
