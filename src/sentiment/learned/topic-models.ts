import { fourDigits, polarityIndexOf, type Span, type TopicScore } from '../../model/index.ts';
import { analyse, type Analysis } from '../analysis.ts';
import { explainTopic, type TopicExplanation } from '../topics/score-topics.ts';
import { applyVader } from '../vader.ts';
import { genreFeatures, wordsIn, type Feature } from './features.ts';
import { topicFeatures } from './topic-features.ts';
import { topReasons, outputsOf, type FeatureReason, type LinearModel } from './weights.ts';

/** A text in which topics are scored, as it was analysed. */
export interface AnalysedText {
  readonly text: string;
  readonly analysis: Analysis;
  /** Offsets at which a name was removed, in rising order. */
  readonly names?: readonly number[];
}

/** Analyses a text in which topics are scored. */
export const analysedText = (text: string): AnalysedText => ({ text, analysis: analyse(text) });

/** Returns what the rules say of a topic. */
export function rulesOf({ text, names = [] }: AnalysedText, spans: readonly Span[]): TopicExplanation {
  return explainTopic({ text, buffers: applyVader(text), names }, spans);
}

/** The models of topics: which kind of text one is, and for each kind that a model was trained on, the model. */
export interface TopicModels {
  /** Its outputs are the names of kinds; `other` is any that no model was trained on. */
  readonly genres: LinearModel;
  readonly byGenre: Readonly<Partial<Record<string, LinearModel>>>;
}

/** A topic's score by a model, or by the rules where no model knows this kind of text. */
export interface LearnedTopic extends TopicExplanation {
  /** Absent where the rules decided. */
  readonly learned?: {
    /** The kind of text whose model decided. */
    readonly model: string;
    /** The features that weigh most for this polarity against the next likely one, the heaviest first. */
    readonly features: readonly FeatureReason[];
  };
}

/** The output for texts that no model was trained on. */
export const otherGenre = 'other';
/**
 * By how much a text must be more like the texts of a model than like any others; else the rules decide. Chosen on the
 * labelled sets of bench `learned` so that tweets, which no model was trained on, lose little against the rules.
 */
const leastLikeness = 0;
/**
 * For models by kind: a text less like theirs than `likeness` needs a decision by `margin`; else the rules decide. Chosen in
 * the same way: of the texts that no model was trained on, most that resemble one resemble news.
 */
const leastMargins: Readonly<Partial<Record<string, { readonly likeness: number; readonly margin: number }>>> = {
  news: { likeness: 0.6, margin: 0.1 },
};
/** The most words by which a kind of text is recognised. */
const maxWords = 200;

/** The outputs of a model of topics, in the order of the polarity index. */
export const topicOutputs = ['positive', 'negative', 'neutral'] as const;

/** A kind of text, and by how much more a text is like those than like any others. */
interface Genre {
  readonly name: string;
  readonly likeness: number;
}

/** Returns the kind of a text; undefined when no model was trained on texts like it. */
function genreOf({ genres, byGenre }: TopicModels, { text, analysis }: AnalysedText): Genre | undefined {
  const features = genreFeatures(text, wordsIn(text, analysis.tokens, maxWords));
  const outputs = outputsOf(genres, features);
  const known = genres.outputs.filter((name) => byGenre[name] !== undefined);
  const likenessOf = (name: string): number => outputs[genres.outputs.indexOf(name)] ?? -Infinity;
  const name = known.reduce(
    (best, each) => (likenessOf(each) > likenessOf(best) ? each : best),
    known[0] ?? otherGenre,
  );
  const likeness = likenessOf(name) - likenessOf(otherGenre);
  return likeness < leastLikeness ? undefined : { name, likeness };
}

/** Returns the scores of topics of a text, in their order. */
export function scoreTopicsByModel(
  models: TopicModels,
  topicText: AnalysedText,
  topics: readonly (readonly Span[])[],
): readonly TopicScore[] {
  const genre = genreOf(models, topicText);
  return topics.map((spans) => {
    const rules = rulesOf(topicText, spans);
    return decide(models, { topicText, spans, genre, rules })?.score ?? rules.score;
  });
}

/** Explains the score of a topic: the opinions that the rules find, and the features that weigh most if a model decided. */
export function explainTopicByModel(
  models: TopicModels,
  topicText: AnalysedText,
  spans: readonly Span[],
): LearnedTopic {
  const genre = genreOf(models, topicText);
  const rules = rulesOf(topicText, spans);
  const decision = decide(models, { topicText, spans, genre, rules });
  if (genre === undefined || decision === undefined) return rules;
  const { score, model, features, ranked } = decision;
  const [plus = 0, minus = 0] = ranked;
  return { ...rules, score, learned: { model: genre.name, features: topReasons(model, features, { plus, minus }) } };
}

interface TopicCase {
  readonly topicText: AnalysedText;
  readonly spans: readonly Span[];
  readonly genre: Genre | undefined;
  readonly rules: TopicExplanation;
}

interface Decision {
  readonly score: TopicScore;
  readonly model: LinearModel;
  readonly features: readonly Feature[];
  /** The outputs, the most likely first. */
  readonly ranked: readonly number[];
}

/** Returns the decision of the model of a kind of text; undefined where there is none, or the model is not sure. */
function decide({ byGenre }: TopicModels, { topicText, spans, genre, rules }: TopicCase): Decision | undefined {
  const model = genre === undefined ? undefined : byGenre[genre.name];
  if (genre === undefined || model === undefined) return undefined;
  const features = topicFeatures({ ...topicText, spans, rules });
  const outputs = outputsOf(model, features);
  const ranked = [...outputs.keys()].sort((a, b) => (outputs[b] ?? 0) - (outputs[a] ?? 0));
  const [best = 2, second = 2] = ranked;
  const margin = (outputs[best] ?? 0) - (outputs[second] ?? 0);
  const least = leastMargins[genre.name];
  if (least !== undefined && genre.likeness < least.likeness && margin < least.margin) return undefined;
  return { score: scoreOf(best, margin, rules.score), model, features, ranked };
}

/** Returns the score of a polarity: the rules' own where they agree, else one that grows with the model's margin. */
function scoreOf(polarity: number, margin: number, rules: TopicScore): TopicScore {
  if (polarity === 2) return { compound: 0, polarityIndex: 2 };
  if (rules.polarityIndex === polarity) return rules;
  const size = 0.1 + 0.6 * Math.min(1, margin);
  const compound = fourDigits(polarity === 0 ? size : -size);
  return { compound, polarityIndex: polarityIndexOf(compound) };
}
