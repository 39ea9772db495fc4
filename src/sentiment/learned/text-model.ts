import { fourDigits, type VaderScore } from '../../model/index.ts';
import { analyse } from '../analysis.ts';
import { textFeatures } from './text-features.ts';
import { topReasons, outputsOf, type FeatureReason, type LinearModel } from './weights.ts';

/** A score of a text by the model, or by VADER where the model is not sure. */
export interface LearnedScore {
  readonly score: VaderScore;
  readonly decidedBy: 'model' | 'vader';
  /** The model's own estimate, about -1 to 1. */
  readonly estimate: number;
}

/** The reasons of the learned score of a text. */
export interface LearnedExplanation extends LearnedScore {
  /** The features that weigh most, the heaviest first. */
  readonly features: readonly FeatureReason[];
}

/**
 * The estimate of the model below which VADER decides, if it finds an opinion. Chosen on the rated texts of
 * bench `learned` so that tweets, on which VADER is better, lose nothing.
 */
const leastEstimate = 0.05;
/** An estimate closer to 0 than this is neutral. */
const leastOpinion = 0.001;
/** The smallest compound of a text that is not neutral: just beyond the threshold of polarity. */
const leastCompound = 0.0501;

/** Scores a text as it stands by a model. Its shares are VADER's: of its words by the lexicon. */
export function scoreByModel(model: LinearModel, text: string): LearnedScore {
  const analysis = analyse(text);
  const [estimate = 0] = outputsOf(model, textFeatures(text, analysis));
  const { score } = analysis;
  if (analysis.tokens.length === 0) return { score, decidedBy: 'vader', estimate: 0 };
  if (Math.abs(estimate) < leastEstimate && Math.abs(score.compound) > 0.05) {
    return { score, decidedBy: 'vader', estimate };
  }
  return { score: { ...score, compound: compoundOf(estimate) }, decidedBy: 'model', estimate };
}

/** Scores a text, with the features that weigh most. */
export function explainByModel(model: LinearModel, text: string): LearnedExplanation {
  const features = textFeatures(text, analyse(text));
  return { ...scoreByModel(model, text), features: topReasons(model, features, { plus: 0 }) };
}

function compoundOf(estimate: number): number {
  const size = Math.abs(estimate);
  if (size < leastOpinion) return 0;
  return fourDigits(Math.sign(estimate) * Math.min(1, leastCompound + size * (1 - leastCompound)));
}
