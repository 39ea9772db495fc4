import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyVader } from '../../../src/sentiment/vader.ts';
import { clausesOf } from '../../../src/sentiment/topics/clauses.ts';
import { comparisonsOf } from '../../../src/sentiment/topics/comparisons.ts';
import { readTopicTokens } from '../../../src/sentiment/topics/read-tokens.ts';
import { anyString } from './texts.ts';

const tokens = (text: string) => readTopicTokens(text, applyVader(text));

/** The words of a text as its tokens have them. */
const words = (text: string, from = 0, to?: number): readonly string[] =>
  tokens(text)
    .slice(from, to)
    .map(({ start, end }) => text.slice(start, end).toLowerCase());

/** The clauses of a text, each as how it is joined and its words. */
function clauses(text: string): readonly string[] {
  const all = tokens(text);
  return clausesOf(all).map(({ lead, from, to }) => `${lead}: ${words(text, from, to).join(' ')}`);
}

describe('the units of a text', () => {
  it('are words without the marks around them, and emoji', () => {
    expect(words('“Great” pizza, ok! ❤️ (yes)')).toEqual(['great', 'pizza', 'ok', '❤', 'yes']);
  });

  it('are parted where marks glue words together', () => {
    expect(words('good...but slow,rude 3.5 well-made')).toEqual(['good', 'but', 'slow', 'rude', '3.5', 'well-made']);
  });

  it('rise in the text and do not overlap, whatever the text', () => {
    fc.assert(
      fc.property(anyString, (text) => {
        let last = 0;
        for (const { start, end } of tokens(text)) {
          expect(start).toBeGreaterThanOrEqual(last);
          expect(end).toBeGreaterThan(start);
          last = end;
        }
        expect(last).toBeLessThanOrEqual(text.length);
      }),
    );
  });
});

describe('the clauses of a text', () => {
  it.each([
    ['I love A but not B', ['sentence: i love a', 'contrast: but not b']],
    ['The food, which was cold', ['sentence: the food', 'relative: which was cold']],
    ['Great A and B', ['sentence: great a and b']],
    ['A is great and B is bad', ['sentence: a is great', 'and: and b is bad']],
    ['A is great. B is bad', ['sentence: a is great', 'sentence: b is bad']],
    ['A rather than B', ['sentence: a', 'inverter: rather than b']],
    ['as good as A', ['sentence: as good as a']],
  ])('of `%s` are %j', (text, expected) => {
    expect(clauses(text)).toEqual(expected);
  });

  it('hold every unit once, whatever the text', () => {
    fc.assert(
      fc.property(anyString, (text) => {
        const all = tokens(text);
        const parts = clausesOf(all);
        expect(parts.flatMap(({ from, to }) => all.slice(from, to))).toEqual(all);
      }),
    );
  });
});

describe('the comparisons of a text', () => {
  const found = (text: string) => {
    const all = tokens(text);
    const wordAt = (at: number) => text.slice(all[at]?.start, all[at]?.end);
    return [...comparisonsOf(all).values()].map(({ opinion, pivot }) => [wordAt(opinion), wordAt(pivot)]);
  };

  it.each([
    ['A is better than B', [['better', 'than']]],
    ['I prefer A to B', [['prefer', 'to']]],
    ['A is not as good as B', [['good', 'as']]],
    ['A beats B', [['beats', 'beats']]],
    ['A > B', [['>', '>']]],
    ['I < 3 you', []],
    ['other than A', []],
    ['it was hard to beat', []],
  ])('of `%s` are %j', (text, expected) => {
    expect(found(text)).toEqual(expected);
  });
});
