import { describe, expect, it } from 'vitest';
import { wrapReason } from '../../../src/cli/wrap-reason.ts';

const rows = [
  'GREAT        3.1000  in the lexicon',
  '             3.8330  + 0.733   in capitals, unlike other words',
  'sum          9.9100  of 4 words in the lexicon; 13 of all words neutral',
  'love        −2.5600  × −0.8',
];

describe('a row of an explanation', () => {
  it('is left as it is where it fits', () => {
    for (const row of rows) expect(wrapReason(row, 80)).toEqual([row]);
  });

  it('has a reason that goes on below itself where it does not', () => {
    expect(rows.flatMap((row) => wrapReason(row, 40))).toEqual([
      'GREAT        3.1000  in the lexicon',
      '             3.8330  + 0.733   in',
      '                     capitals, unlike',
      '                     other words',
      'sum          9.9100  of 4 words in the',
      '                     lexicon; 13 of all',
      '                     words neutral',
      'love        −2.5600  × −0.8',
    ]);
  });

  it('is left to the terminal where there is no room for a word', () => {
    expect(wrapReason(rows[2] ?? '', 30)).toEqual([rows[2]]);
  });
});
