import { polarityIndexOf, type PolarityIndex } from '../src/model/index.ts';
import { scoreText } from '../src/sentiment/index.ts';
import { topicModels } from '../src/sentiment/learned/models.ts';
import { scoreByModel } from '../src/sentiment/learned/text-model.ts';
import { analysedText, rulesOf, scoreTopicsByModel, type TopicModels } from '../src/sentiment/learned/topic-models.ts';
import type { LinearModel } from '../src/sentiment/learned/weights.ts';
import { normalise } from '../src/text/index.ts';
import { nearbyPolarity } from './topics.ts';
import { readRated, readTopics, type LabelledTopic, type RatedLine } from './train/data.ts';
import { trainTexts } from './train/texts.ts';
import { genreSets, trainTopics } from './train/topics.ts';
import { dataFolder, type Run } from './support.ts';

/** A case with the polarity that people gave it. */
interface Judged<T> {
  readonly one: T;
  readonly truth: PolarityIndex;
}

/**
 * Measures the learned scorers. Topics: `accuracy` is that of the weights in the package, `leaveOneOut` that of models
 * trained without this kind of text. Whole texts: trained on the even lines of each set and measured on the odd ones, by
 * agreement of the sign with the raters' mean; `leaveOneOut` is trained without the set. The baselines are the rules, the
 * words near the topic, and VADER.
 */
export const run: Run = () => {
  const folder = dataFolder();
  const rated = readRated(folder);
  const all = [...readTopics(folder, 'topics-dev.jsonl'), ...readTopics(folder, 'topics-train.jsonl')];
  const training = all.filter(({ set }) => Object.values(genreSets).includes(set));
  return Promise.resolve({ topics: topicFigures(all, training, rated), texts: textFigures(rated, training) });
};

/** The sets that topics are measured on, with the kind of text whose model is left out; none where no model had them. */
const measuredSets = [
  ['mams_val', 'reviews'],
  ['newsmtsc_dev', 'news'],
  ['acl_train', undefined],
] as const;

function topicFigures(all: readonly LabelledTopic[], training: readonly LabelledTopic[], rated: readonly RatedLine[]) {
  return Object.fromEntries(
    measuredSets.flatMap(([set, genre]) => {
      const cases = all.filter((one) => one.set === set).map((one) => ({ one, truth: indexOf(one.label) }));
      if (cases.length === 0) return [];
      const others = Object.keys(genreSets).filter((name) => name !== genre);
      const withoutIt = genre === undefined ? topicModels() : trainTopics(training, rated, others);
      const figures = {
        cases: cases.length,
        accuracy: accuracy(cases, topicPolarity(topicModels())),
        macroF1: macroF1(cases, topicPolarity(topicModels())),
        rules: accuracy(cases, ({ text, span }) => rulesOf(analysedText(text), [span]).score.polarityIndex),
        baseline: accuracy(cases, ({ text, span }) => nearbyPolarity({ text, spans: [span] })),
        leaveOneOut: accuracy(cases, topicPolarity(withoutIt)),
      };
      return [[set, figures] as const];
    }),
  );
}

const topicPolarity =
  (models: TopicModels) =>
  ({ text, span }: LabelledTopic): number =>
    scoreTopicsByModel(models, analysedText(text), [[span]])[0]?.polarityIndex ?? NaN;

function textFigures(rated: readonly RatedLine[], topics: readonly LabelledTopic[]) {
  const even = rated.filter(({ line }) => line % 2 === 0);
  const model = trainTexts(even, topics, halfMinCount);
  const odd = rated.filter(({ line }) => line % 2 === 1);
  return Object.fromEntries(
    Array.from(
      Map.groupBy(odd, ({ set }) => set),
      ([set, lines]) => {
        const cases = lines.map((one) => ({ one, truth: indexOf(Math.sign(one.mean)) }));
        const others = even.filter((one) => one.set !== set);
        const figures = {
          cases: cases.length,
          accuracy: accuracy(cases, textPolarity(model)),
          macroF1: macroF1(cases, textPolarity(model)),
          baseline: accuracy(cases, ({ text }) => polarityIndexOf(scoreText(normalise(text)).compound)),
          leaveOneOut: accuracy(cases, textPolarity(trainTexts(others, topics, halfMinCount))),
        };
        return [set, figures] as const;
      },
    ),
  );
}

/** Features of fewer examples are left out, of half of the texts. */
const halfMinCount = 3;

const textPolarity =
  (model: LinearModel) =>
  ({ text }: RatedLine): number =>
    polarityIndexOf(scoreByModel(model, normalise(text)).score.compound);

const indexOf = (label: number): PolarityIndex => (label === 0 ? 2 : label > 0 ? 0 : 1);

function accuracy<T>(cases: readonly Judged<T>[], polarityOf: (one: T) => number): number {
  return round(cases.filter(({ one, truth }) => polarityOf(one) === truth).length / cases.length);
}

function macroF1<T>(cases: readonly Judged<T>[], polarityOf: (one: T) => number): number {
  const found = cases.map(({ one, truth }) => ({ truth, found: polarityOf(one) }));
  const scores = [0, 1, 2].map((polarity) => {
    const right = found.filter((each) => each.truth === polarity && each.found === polarity).length;
    const either =
      found.filter((each) => each.truth === polarity).length + found.filter((each) => each.found === polarity).length;
    return either === 0 ? 1 : (2 * right) / either;
  });
  return round(scores.reduce((sum, score) => sum + score, 0) / scores.length);
}

const round = (value: number): number => Math.round(value * 10_000) / 10_000;
