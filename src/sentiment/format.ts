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
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value, reason]) => `${name.padEnd(width)}  ${value}  ${reason}`.trimEnd()).join('\n');
}
