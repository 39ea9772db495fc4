import { alignRows, formatFigure, printable, type TableRow } from '../text-table.ts';
import type { LearnedTextExplanation } from './post.ts';
import type { LearnedTopic } from './topic-models.ts';
import type { FeatureReason } from './weights.ts';

/** Formats why a text has its learned score: the heaviest features of the model, and who decided. */
export function formatLearned({ learned, score }: LearnedTextExplanation): string {
  const { decidedBy, estimate, features } = learned;
  const reason = decidedBy === 'model' ? 'by the model' : 'by VADER, for the model is not sure';
  return alignRows([
    ...rowsOf(features),
    ['estimate', formatFigure(estimate), 'of the model, with all other features'],
    ['compound', formatFigure(score.compound), reason],
  ]);
}

/** Formats the features by which a model decided a topic's score; undefined where the rules decided. */
export function formatLearnedTopic({ learned, score }: LearnedTopic): string | undefined {
  if (learned === undefined) return undefined;
  const { model, features } = learned;
  return alignRows([
    ...rowsOf(features),
    ['compound', formatFigure(score.compound), `by the model of ${model}, against its next likely polarity`],
  ]);
}

const rowsOf = (features: readonly FeatureReason[]): readonly TableRow[] =>
  features.map(({ feature, counts }) => [printable(feature), formatFigure(counts), '']);
