import { analyse } from '../../src/sentiment/index.ts';
import { textFeatures } from '../../src/sentiment/learned/text-features.ts';
import type { LinearModel } from '../../src/sentiment/learned/weights.ts';
import { normalise } from '../../src/text/index.ts';
import type { LabelledTopic, RatedLine } from './data.ts';
import { fitModel, type Example } from './fit.ts';

/** The weight of a sentence whose topics were labelled; a text that was rated as a whole has 1. */
const sentenceWeight = 0.5;

/** The slope at which the target of a rating, -4 to 4, goes to -1 or 1: its side is learned before its size. */
const steepness = 2;

/**
 * Trains the model of whole texts from texts that people have rated, and from sentences whose topics they have labelled: the
 * mean of the labels stands for a rating.
 */
export function trainTexts(rated: readonly RatedLine[], topics: readonly LabelledTopic[], minCount = 5): LinearModel {
  const sentences = Map.groupBy(topics, ({ text }) => text);
  const examples: Example[] = [
    ...rated.map(({ text, mean }) => ({ features: featuresOf(text), targets: [Math.tanh(steepness * mean)] })),
    ...Array.from(sentences, ([text, members]) => {
      const mean = members.reduce((sum, { label }) => sum + label, 0) / members.length;
      return { features: featuresOf(text), targets: [mean], weight: sentenceWeight };
    }),
  ];
  return fitModel(examples, { outputs: ['sentiment'], lambda: 2, minCount, evenness: 0.5 });
}

function featuresOf(text: string) {
  const normalised = normalise(text);
  return textFeatures(normalised, analyse(normalised));
}
