import { alignRows, figure, number, printable, type Row } from './columns.ts';
import type { Explanation, ExplainedWord, Step } from './explain.ts';

/**
 * An explanation for a person at a terminal: plain text in columns, a line for each step, the figures last. Characters
 * that would steer the terminal are shown as `�`.
 */
export function formatExplanation({ words, sum, emphasis, total, weights, score }: Explanation): string {
  const { positive, neutral, negative } = weights;
  const all = positive + neutral + negative;
  const rows: readonly Row[] = [
    ...words.flatMap(rowsOfWord),
    ['sum', figure(sum), `of ${count(words.length, 'word')} in the lexicon; ${neutral} of all words neutral`],
    ...rowsOfEmphasis(emphasis, { sum, total }),
    ['compound', figure(score.compound), `${number(total)} / √(${number(total)}² + 15)`],
    ['pos', share(score.pos), `${number(positive)} of ${number(all)}`],
    ['neu', share(score.neu), `${number(neutral)} of ${number(all)}`],
    ['neg', share(score.neg), `${number(negative)} of ${number(all)}`],
  ];
  return alignRows(rows);
}

function rowsOfWord({ word, written, lexicon, steps }: ExplainedWord): readonly Row[] {
  return [
    [
      printable(word),
      figure(lexicon),
      written === undefined ? 'in the lexicon' : `in the lexicon; from ${printable(written)}`,
    ],
    ...steps.map((step): Row => ['', figure(step.valence), `${operationOf(step).padEnd(9)} ${reasonOf(step)}`]),
  ];
}

function rowsOfEmphasis(
  { exclamations, questions, amount }: Explanation['emphasis'],
  { sum, total }: Pick<Explanation, 'sum' | 'total'>,
): readonly Row[] {
  if (amount === 0 || sum === 0) return [];
  const marks = [exclamations > 0 ? `${exclamations} !` : '', questions > 1 ? `${questions} ?` : ''];
  const operation = `${total > sum ? '+' : '−'} ${number(amount)}`.padEnd(9);
  return [['', figure(total), `${operation} emphasis of ${marks.filter((mark) => mark !== '').join(' and ')}`]];
}

/** What a step does, as arithmetic: `× 0.5`. */
export function operationOf({ operation, amount }: Step): string {
  if (operation === 'becomes') return `= ${number(amount)}`;
  if (operation === 'times') return `× ${number(amount)}`;
  return `${amount < 0 ? '−' : '+'} ${number(Math.abs(amount))}`;
}

/** Why: the rule and the words that brought it about. */
export function reasonOf({ rule, by, amount }: Step): string {
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
