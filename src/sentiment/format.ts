import { alignRows, formatFigure, formatNumber, printable, type TableRow } from './text-table.ts';
import type { Explanation, ExplainedWord, ExplanationStep } from './explain.ts';

/**
 * Formats an explanation for a terminal: plain text in columns, one line per step, the figures last. Characters that
 * would control the terminal are shown as `�`.
 *
 * @example
 * console.log(formatExplanation(explain('not good')));
 */
export function formatExplanation({ words, sum, emphasis, total, weights, score }: Explanation): string {
  const { positive, neutral, negative } = weights;
  const all = positive + neutral + negative;
  const rows: readonly TableRow[] = [
    ...words.flatMap(rowsOfWord),
    ['sum', formatFigure(sum), `of ${count(words.length, 'word')} in the lexicon; ${neutral} of all words neutral`],
    ...rowsOfEmphasis(emphasis, { sum, total }),
    ['compound', formatFigure(score.compound), `${formatNumber(total)} / √(${formatNumber(Math.abs(total))}² + 15)`],
    ['pos', share(score.pos), `${formatNumber(positive)} of ${formatNumber(all)}`],
    ['neu', share(score.neu), `${formatNumber(neutral)} of ${formatNumber(all)}`],
    ['neg', share(score.neg), `${formatNumber(negative)} of ${formatNumber(all)}`],
  ];
  return alignRows(rows);
}

function rowsOfWord({ word, written, lexicon, from, steps }: ExplainedWord): readonly TableRow[] {
  const place = from === undefined ? 'in the lexicon' : `in ${printable(from)}`;
  return [
    [printable(word), formatFigure(lexicon), written === undefined ? place : `${place}; from ${printable(written)}`],
    ...steps.map((step): TableRow => [
      '',
      formatFigure(step.valence),
      `${operationOf(step).padEnd(9)} ${reasonOf(step)}`,
    ]),
  ];
}

function rowsOfEmphasis(
  { exclamations, questions, amount }: Explanation['emphasis'],
  { sum, total }: Pick<Explanation, 'sum' | 'total'>,
): readonly TableRow[] {
  if (amount === 0 || sum === 0) return [];
  const marks = [exclamations > 0 ? `${exclamations} !` : '', questions > 1 ? `${questions} ?` : ''];
  const operation = `${total > sum ? '+' : '−'} ${formatNumber(amount)}`.padEnd(9);
  return [['', formatFigure(total), `${operation} emphasis of ${marks.filter((mark) => mark !== '').join(' and ')}`]];
}

/** Returns the arithmetic of a step: `× 0.5`. */
export function operationOf({ operation, amount }: ExplanationStep): string {
  if (operation === 'becomes') return `= ${formatNumber(amount)}`;
  if (operation === 'times') return `× ${formatNumber(amount)}`;
  return `${amount < 0 ? '−' : '+'} ${formatNumber(Math.abs(amount))}`;
}

/** Returns the reason for a step: the rule and the words that caused it. */
export function reasonOf({ rule, by, amount }: ExplanationStep): string {
  const quoted = `"${printable(by)}"`;
  switch (rule) {
    case 'booster word':
      return 'a booster has no valence of its own';
    case 'no before a word':
      return `only negates ${quoted}`;
    case 'kind of':
      return `stands before ${quoted}`;
    case 'no':
    case 'negation':
    case 'least':
      return `negated by ${quoted}`;
    case 'emphatic':
      return `stressed by ${quoted}`;
    case 'capitals':
      return 'in capitals, unlike other words';
    case 'booster':
    case 'booster phrase':
      return `intensity of ${quoted}`;
    case 'idiom':
      return `idiom ${quoted}`;
    case 'but':
      return `${amount < 1 ? 'before' : 'after'} ${quoted}`;
  }
}

function share(value: number): string {
  return `${value.toFixed(3)} `.padStart(9);
}

function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? '' : 's'}`;
}
