import { polarityIndexOf, type Span, type TopicScore, type VaderScore } from '../../model/index.ts';
import { mapSpan, nameOffsets, normalise, normaliseTraced } from '../../text/index.ts';
import { analyse } from '../analysis.ts';
import { explain, type Explanation } from '../explain.ts';
import { textModel, topicModels } from './models.ts';
import { explainByModel, scoreByModel, type LearnedExplanation } from './text-model.ts';
import { explainTopicByModel, scoreTopicsByModel, type AnalysedText, type LearnedTopic } from './topic-models.ts';

/**
 * Returns the score of a post's text by the learned model, combined with VADER: a linear model that `npm run train` makes.
 *
 * @example
 * scoreLearned('You will not regret this film').compound > 0 // true
 */
export const scoreLearned = (text: string): VaderScore => scoreByModel(textModel(), normalise(text)).score;

/** The reasons of a learned score: the findings of VADER, from which the model's features are made, and the one that decided. */
export interface LearnedTextExplanation extends Explanation {
  readonly learned: Omit<LearnedExplanation, 'score'>;
}

/** Explains the learned score of a text as it stands, by its heaviest features. */
export function explainLearned(text: string): LearnedTextExplanation {
  const { score, ...learned } = explainByModel(textModel(), text);
  return { ...explain(text), score, learned };
}

/**
 * Returns the learned scores of topics in a post, each given by the spans of its words, where a model knows texts of this
 * kind; else those of the rules. A topic without a span gets the score of the whole.
 */
export function scoreTopicsLearned(
  text: string,
  topics: readonly (readonly Span[])[],
  whole: number,
): readonly TopicScore[] {
  const { analysed, placed } = prepare(text, topics);
  const scores = scoreTopicsByModel(topicModels(), analysed, placed);
  return scores.map((score, index) =>
    topics[index]?.length === 0 ? { compound: whole, polarityIndex: polarityIndexOf(whole) } : score,
  );
}

/** Explains the learned score of a topic in a post. The offsets of the reasons refer to the normalised text. */
export function explainTopicLearned(text: string, spans: readonly Span[]): LearnedTopic {
  const { analysed, placed } = prepare(text, [spans]);
  return explainTopicByModel(topicModels(), analysed, placed[0] ?? []);
}

function prepare(text: string, topics: readonly (readonly Span[])[]) {
  const traced = normaliseTraced(text);
  const analysed: AnalysedText = {
    text: traced.text,
    analysis: analyse(traced.text),
    names: nameOffsets(traced, topics.flat()),
  };
  const placed = topics.map((spans) =>
    spans.filter(({ start, end }) => start < end).map((span) => mapSpan(span, traced)),
  );
  return { analysed, placed };
}
