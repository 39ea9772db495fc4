import { alignRows, figure, number, printable, type Row } from '../columns.ts';
import type { TopicExplanation } from '../topics.ts';

/** Why a topic has its score, for a person at a terminal: the opinions that concern it and what each counts. */
export function formatTopicExplanation({ score, sum, reasons }: TopicExplanation): string {
  const isNeutral = score.compound === 0;
  const isWhole = reasons.length === 0 && !isNeutral;
  const reckoned = isNeutral ? '' : `${number(sum)} / √(${number(sum)}² + 15)`;
  const compoundReason = isWhole ? 'of the whole: no word of the topic stands in the text' : reckoned;
  const rows: readonly Row[] = [
    ...reasons.map(({ word, valence, weight, counts, says }): Row => {
      return [printable(word), figure(counts), `${number(valence)} × ${number(weight)}, for it ${says}`];
    }),
    ...(isWhole ? [] : [['topic', figure(sum), isNeutral ? 'too little to be an opinion' : 'the sum'] as const]),
    ['compound', figure(score.compound), compoundReason],
  ];
  return alignRows(rows);
}
