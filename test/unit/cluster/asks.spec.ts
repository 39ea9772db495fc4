import { expect, it } from 'vitest';
import { mergeTracked, parseTracked } from '../../../src/cluster/asks.ts';

it('what nodes track is added up, and what is no answer is left out', () => {
  const answers = [
    '[{"query":"tea","sessions":1,"ratePerSecond":2},{"query":"pizza","sessions":2,"ratePerSecond":0.5}]',
    '[{"query":"pizza","sessions":3,"ratePerSecond":1},{"query":7}]',
    'nothing',
  ];
  expect(mergeTracked(answers.map(parseTracked))).toEqual([
    { query: 'pizza', sessions: 5, ratePerSecond: 1 },
    { query: 'tea', sessions: 1, ratePerSecond: 2 },
  ]);
});
