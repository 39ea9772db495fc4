import { describe, expect, it } from 'vitest';
import { topicRules } from '../../../src/sentiment/topics/rules/index.ts';
import { polarityOf, reasonsOf } from '../../support/topics.ts';

const polarities = ['positive', 'negative', 'neutral'] as const;

describe('a topic rule', () => {
  it('has a name of its own, a weight up to 1.5 and at least two examples', () => {
    expect(new Set(topicRules.map(({ id }) => id)).size).toBe(topicRules.length);
    expect(topicRules.filter(({ weight }) => weight === 0 || Math.abs(weight) > 1.5)).toEqual([]);
    expect(topicRules.filter(({ examples }) => examples.length < 2).map(({ id }) => id)).toEqual([]);
  });

  it.each(topicRules.flatMap(({ id, examples }) => examples.map((example) => [id, ...example] as const)))(
    '`%s` applies in `%s` to %s, which is %s',
    (id, text, topic, polarity) => {
      expect(polarities[polarityOf(text, topic) ?? NaN]).toBe(polarity);
      expect(reasonsOf(text, topic).map((reason) => reason.split(' ').at(-1))).toContain(id);
    },
  );
});
