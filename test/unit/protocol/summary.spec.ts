import { expect, it } from 'vitest';
import type { Summary } from '../../../src/model/index.ts';
import { summaryFrame } from '../../../src/protocol/index.ts';

const summary: Summary = {
  ...{
    from: 10,
    to: 20,
    posts: 3,
    positive: 1,
    negative: 1,
    neutral: 1,
    unscored: 0,
    meanCompound: 0.1,
    meanTopicCompound: -0.2,
  },
  hashtags: [
    ['zest', 3],
    ['__proto__', 2],
    ['crust', 1],
  ],
  words: [
    ['oven', 2],
    ['constructor', 1],
  ],
  conflated: 0,
};

it('a summary frame has the fields of the contract, its rankings as objects in their order', () => {
  expect(JSON.stringify(summaryFrame('q', summary))).toBe(
    '{"type":"summary","id":"q","from":10,"to":20,"posts":3,"positive":1,"negative":1,"neutral":1,"unscored":0,' +
      '"meanCompound":0.1,"meanTopicCompound":-0.2,"hashtags":{"zest":3,"__proto__":2,"crust":1},' +
      '"words":{"oven":2,"constructor":1},"conflated":0}',
  );
});

it('a summary frame has a spike and a shift where there is one', () => {
  const spike = { ratio: 4.5, baseline: 12 };
  const shift = { change: -0.5, baseline: 0.2 };
  expect(summaryFrame('q', { ...summary, spike, shift })).toMatchObject({ spike, shift });
  expect(summaryFrame('q', summary)).not.toHaveProperty('shift');
  expect(summaryFrame('q', summary)).not.toHaveProperty('spike');
});
