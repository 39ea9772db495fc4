import { genreFeatures, wordsIn } from '../../src/sentiment/learned/features.ts';
import { topicFeatures } from '../../src/sentiment/learned/topic-features.ts';
import {
  analysedText,
  otherGenre,
  rulesOf,
  topicOutputs,
  type TopicModels,
} from '../../src/sentiment/learned/topic-models.ts';
import type { LinearModel } from '../../src/sentiment/learned/weights.ts';
import type { LabelledTopic, RatedLine } from './data.ts';
import { fitModel } from './fit.ts';

/** The sets that models are trained on, by the kind of their texts. */
export const genreSets: Readonly<Record<string, string>> = { reviews: 'mams_train', news: 'newsmtsc_train' };

const maxWords = 200;

/**
 * Trains a model of topics for each kind of text, and one that recognises the kinds: texts unlike those that a model was
 * trained on, such as the rated ones, are left to the rules.
 */
export function trainTopics(
  topics: readonly LabelledTopic[],
  rated: readonly RatedLine[],
  genres: readonly string[] = Object.keys(genreSets),
): TopicModels {
  const byGenre: Record<string, LinearModel> = {};
  for (const genre of genres)
    byGenre[genre] = trainGenre(
      topics.filter(({ set }) => set === genreSets[genre]),
      leastCounts[genre] ?? 3,
    );
  return { genres: trainRecogniser(topics, rated, genres), byGenre };
}

/** The least number of examples of a feature, where so few would make a model too large. */
const leastCounts: Readonly<Record<string, number>> = { reviews: 4 };

function trainGenre(topics: readonly LabelledTopic[], minCount: number): LinearModel {
  const examples = topics.map((topic) => {
    const topicText = analysedText(topic.text);
    const spans = [topic.span];
    const rules = rulesOf(topicText, spans);
    const truth = topic.label === 1 ? 0 : topic.label === -1 ? 1 : 2;
    return { features: topicFeatures({ ...topicText, spans, rules }), targets: oneOf(topicOutputs.length, truth) };
  });
  return fitModel(examples, { outputs: topicOutputs, lambda: 15, minCount });
}

function trainRecogniser(
  topics: readonly LabelledTopic[],
  rated: readonly RatedLine[],
  genres: readonly string[],
): LinearModel {
  const outputs = [...genres, otherGenre];
  const examples = outputs.flatMap((genre, index) => {
    const known = topics.filter(({ set }) => set === genreSets[genre]);
    return (genre === otherGenre ? rated : known.filter(isFirstOfText)).map(({ set, text }) => {
      const { analysis } = analysedText(text);
      const features = genreFeatures(text, wordsIn(text, analysis.tokens, maxWords));
      return { features, targets: oneOf(outputs.length, index), weight: otherWeights[set] ?? 1 };
    });
  });
  return fitModel(examples, { outputs, lambda: 1, minCount: 3 });
}

/** The weights of rated texts as examples that no topic model is for: tweets differ most from its texts, editorials resemble news. */
const otherWeights: Readonly<Record<string, number>> = { tweets: 6, editorials: 0.3 };

const isFirstOfText = ({ text }: LabelledTopic, index: number, all: readonly LabelledTopic[]): boolean =>
  all[index - 1]?.text !== text;

/** Returns 1 for one of several outputs and what makes the sum 0 for the others. */
const oneOf = (outputs: number, index: number): readonly number[] =>
  Array.from({ length: outputs }, (_, output) => (output === index ? 1 : -1 / (outputs - 1)));
