import { alignRows, formatFigure, formatNumber, printable, type TableRow } from '../text-table.ts';
import type { TopicExplanation } from './score-topics.ts';

/** Formats the reasons for a topic's score for a terminal: the opinions that concern it and their contributions. */
export function formatTopicExplanation({ score, sum, reasons }: TopicExplanation): string {
  const isNeutral = score.compound === 0;
  const isWhole = reasons.length === 0 && !isNeutral;
  const reckoned = isNeutral ? '' : `${formatNumber(sum)} / √(${formatNumber(Math.abs(sum))}² + 15)`;
  const compoundReason = isWhole ? 'of the whole: no word of the topic stands in the text' : reckoned;
  const rows: readonly TableRow[] = [
    ...reasons.map(({ word, valence, from, weight, counts, says }): TableRow => {
      const place = from === undefined ? '' : `; ${printable(from)} has the word`;
      return [
        printable(word),
        formatFigure(counts),
        `${formatNumber(valence)} × ${formatNumber(weight)}, for it ${says}${place}`,
      ];
    }),
    ...(isWhole ? [] : [['topic', formatFigure(sum), isNeutral ? 'too little to be an opinion' : 'the sum'] as const]),
    ['compound', formatFigure(score.compound), compoundReason],
  ];
  return alignRows(rows);
}
