import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { polarityIndexOf } from '../../../src/model/index.ts';
import { explainPostTopic, scorePost, scoreText } from '../../../src/sentiment/index.ts';
import { normalise } from '../../../src/text/index.ts';
import { polarityOf, spansOf } from '../../support/topics.ts';

const word = fc.constantFrom(
  ...(
    'pizza I love hate great not but and , . ? ! ... @ab https://x.yz/pizza www.a.b #tag than better as so who that ' +
    'is was 😍 🤮 :) no never n’t unlike except instead of rather wish would be \n - -- > \uD800 don’t FINE can’t wait it'
  ).split(' '),
);
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(word, { maxLength: 40 }).map((words) => words.join(' ')),
);
const offset = fc.oneof(fc.integer({ min: -5, max: 250 }), fc.constantFrom(NaN, Infinity, -Infinity, 1.5));
const spans = fc.array(fc.record({ start: offset, end: offset }), { maxLength: 6 });

describe('scorePost', () => {
  it('takes any text and any spans, and gives compounds within bounds and the whole text its own score', () => {
    fc.assert(
      fc.property(text, fc.array(spans, { maxLength: 4 }), (any, topics) => {
        const scored = scorePost(any, topics);
        expect(scored.score).toEqual(scoreText(normalise(any)));
        expect(scored.topics).toHaveLength(topics.length);
        for (const { compound, polarityIndex } of scored.topics) {
          expect(Math.abs(compound)).toBeLessThanOrEqual(1);
          expect(polarityIndex).toBe(polarityIndexOf(compound));
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('gives a topic the same score alone and among others, and the one that is explained', () => {
    // A link that is a topic keeps its place, and so may part what stands around it: texts without links.
    const unlinked = text.map((any) => any.replace(/:\/\/|www\./g, ''));
    fc.assert(
      fc.property(unlinked, spans, spans, (any, one, other) => {
        const alone = scorePost(any, [one]).topics[0];
        expect(scorePost(any, [other, one]).topics[1]).toEqual(alone);
        expect(explainPostTopic(any, one).score).toEqual(alone);
      }),
    );
  });

  it('scores no topics when there are none', () => {
    expect(scorePost('I love it', [])).toEqual({ score: scoreText('I love it'), topics: [] });
  });

  it('keeps the place of a handle or a link that is the topic, and gives it no say', () => {
    const handles = '@delta worst airline ever, thanks @united for the great help';
    expect(polarityOf(handles, '@delta')).toBe(1);
    expect(polarityOf(handles, '@united')).toBe(0);
    expect(polarityOf('I love @hateful', '@hateful')).toBe(0);
    expect(polarityOf('great read https://example.com/pizza/news', 'pizza')).toBe(0);
  });

  it('finds a topic behind handles, links and typographic apostrophes', () => {
    const shifted = 'RT @someone: https://example.com/x don’t you love pizza, I hate olives @else';
    expect(polarityOf(shifted, 'olives')).toBe(1);
    expect(explainPostTopic(shifted, spansOf(shifted, 'olives')).reasons.map(({ word }) => word)).toEqual(['hate']);
  });

  it('reads hashtags as topics', () => {
    expect(polarityOf('#pizza is great but #mondays suck', '#pizza')).toBe(0);
    expect(polarityOf('#pizza is great but #mondays suck', '#mondays')).toBe(1);
  });
});
