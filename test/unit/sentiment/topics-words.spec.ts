import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scorePost } from '../../../src/sentiment/index.ts';
import { applyVader } from '../../../src/sentiment/vader.ts';
import { phrasesByEnd } from '../../../src/sentiment/topics/merging.ts';
import { readTopicTokens } from '../../../src/sentiment/topics/read-tokens.ts';
import { polarityOf } from '../../support/topics.ts';

const positive = 0;
const negative = 1;
const neutral = 2;

describe('words that hang on their neighbours', () => {
  it.each([
    ['The train was late', 'train', negative],
    ['The late train', 'train', neutral],
    ['The beer was cold', 'beer', positive],
    ['The fries were cold', 'fries', negative],
    ['My phone died', 'phone', negative],
    ['My uncle died', 'uncle', neutral],
    ['The clerk was kind', 'clerk', positive],
    ['It is kind of a clerk', 'clerk', neutral],
    ['The sound is great', 'sound', positive],
  ])('in `%s` make the polarity of %s %d', (text, words, polarity) => {
    expect(polarityOf(text, words)).toBe(polarity);
  });
});

describe('spellings', () => {
  it('may be stretched', () => {
    expect(polarityOf('loveeee this pizza', 'pizza')).toBe(positive);
    expect(polarityOf('sooo gooood, that pizza', 'pizza')).toBe(positive);
    expect(polarityOf('the pizza was awwwfulll', 'pizza')).toBe(negative);
  });

  it('leave the score of the whole as the reference has it', () => {
    const text = 'loveeee this pizza';
    expect(scorePost(text, [[{ start: 13, end: 18 }]]).score.compound).toBe(0);
  });

  it('may have typographic apostrophes', () => {
    expect(polarityOf('I don’t like the pizza', 'pizza')).toBe(negative);
  });
});

describe('forms of social posts', () => {
  it.each([
    ['The soup is great.The pasta is awful', 'pasta', negative],
    ['😍pizza', 'pizza', positive],
    ['🍕terrible pizza', 'pizza', negative],
    ['the pizza is “great”', 'pizza', positive],
    ['the pizza is amazing！', 'pizza', positive],
    ['crazy good pizza', 'pizza', positive],
    ['no doubt pizza is great', 'pizza', positive],
    ['never had a better pizza', 'pizza', positive],
    ["I've had better pizza", 'pizza', negative],
    ['the pizza could have been better', 'pizza', negative],
    ['the pizza used to be good', 'pizza', negative],
    ['best pizza ever, said no one', 'pizza', negative],
    ['great pizza... NOT', 'pizza', negative],
    ['great pizza /s', 'pizza', negative],
    ['pizza >>>> pasta', 'pasta', negative],
    ['pizza >>>', 'pizza', positive],
    ['mcdonalds has a new Happy Meal toy', 'mcdonalds', neutral],
  ])('are read: in `%s` the polarity of %s is %d', (text, words, polarity) => {
    expect(polarityOf(text, words)).toBe(polarity);
  });
});

describe('fixed phrases', () => {
  const words = [...phrasesByEnd].flatMap(([last, endings]) => [last, ...endings.keys()]);

  it('are each read as one unit', () => {
    const texts = [...phrasesByEnd].flatMap(([last, endings]) =>
      [...endings].flatMap(([before, phrases]) =>
        phrases.map(({ places }) => [...places.map(([word]) => word).toReversed(), before, last].join(' ')),
      ),
    );
    expect(texts.filter((text) => readTopicTokens(text, applyVader(text)).length !== 1)).toEqual([]);
  });

  it('in any order and number give a score', () => {
    const text = fc.array(fc.constantFrom('pizza', 'not', ',', ...words), { maxLength: 40 });
    fc.assert(
      fc.property(text, (parts) => {
        const joined = ['pizza', ...parts].join(' ');
        const { compound } = scorePost(joined, [[{ start: 0, end: 5 }]]).topics[0] ?? { compound: NaN };
        expect(Math.abs(compound)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('hold no topic that stands in them', () => {
    expect(polarityOf('a waste of time', 'time')).toBe(neutral);
  });
});
