import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { analyse, scoreText } from '../../../src/sentiment/index.ts';
import { anyString, vectors, vectorText } from './texts.ts';

describe('scoreText', () => {
  it('equals the reference on all 4,000 vectors in all four figures', () => {
    expect(vectors).toHaveLength(4000);
    const different = vectors.filter(({ text, score }) => {
      const { compound, pos, neu, neg } = scoreText(text);
      return compound !== score.compound || pos !== score.pos || neu !== score.neu || neg !== score.neg;
    });
    expect(different).toEqual([]);
  });

  it('gives figures in their range for any string whatever', () => {
    fc.assert(
      fc.property(anyString, (text) => {
        const { compound, pos, neu, neg } = scoreText(text);
        expect(Math.abs(compound)).toBeLessThanOrEqual(1);
        for (const share of [pos, neu, neg]) {
          expect(share).toBeGreaterThanOrEqual(0);
          expect(share).toBeLessThanOrEqual(1);
        }
        const isEmpty = analyse(text).tokens.length === 0;
        if (!isEmpty) expect(pos + neu + neg).toBeCloseTo(1, 2);
      }),
      { numRuns: 1000 },
    );
  });

  it('is not changed by what was scored before', () => {
    fc.assert(
      fc.property(anyString, anyString, (text, other) => {
        const alone = scoreText(text);
        scoreText(other);
        expect(scoreText(text)).toEqual(alone);
      }),
    );
  });

  it('never gives minus zero', () => {
    for (const { text } of vectors)
      expect(Object.values(scoreText(text)).some((figure) => Object.is(figure, -0))).toBe(false);
  });

  it.each([
    ['', 0],
    ['   \n', 0],
    ['constructor __proto__ toString hasOwnProperty', 0],
    ['VADER is smart, handsome, and funny!', 0.8439],
    ['I don’t love it', 0.6369],
    ["I don't love it", -0.5216],
  ])('scores %j as %d', (text, compound) => {
    expect(scoreText(text).compound).toBe(compound);
  });
});

describe('analyse', () => {
  it('has the score of scoreText, and valences that sum up to it', () => {
    fc.assert(
      fc.property(fc.oneof(anyString, vectorText), (text) => {
        const { score, tokens, emphasis } = analyse(text);
        expect(score).toEqual(scoreText(text));
        const sum = tokens.reduce((all, { contrasted }) => all + contrasted, 0);
        const total = sum + Math.sign(sum) * emphasis;
        expect(total / Math.sqrt(total * total + 15)).toBeCloseTo(score.compound, 3);
      }),
    );
  });

  it('cuts any text as splitting and stripping does', () => {
    const emoji = /\p{Extended_Pictographic}|\p{RI}|\p{EMod}/u;
    const white = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;
    const stripped = (token: string) => {
      const core = token.replace(/^[!-/:-@[-`{-~]+|[!-/:-@[-`{-~]+$/g, '');
      return Array.from(core).length <= 2 ? token : core;
    };
    fc.assert(
      fc.property(anyString, (text) => {
        fc.pre(!emoji.test(text));
        const expected = text.split(white).filter((token) => token !== '');
        expect(analyse(text).tokens.map(({ start, end }) => text.slice(start, end))).toEqual(expected.map(stripped));
      }),
    );
  });

  it('places the words of an emoji where the emoji stands', () => {
    const text = 'so 😀great\u00a0👍🏽 good';
    const spans = analyse(text).tokens.map(({ start, end }) => text.slice(start, end));
    expect(spans).toEqual(['so', '😀', '😀great', '👍', '👍', '🏽', '🏽', '🏽', 'good']);
  });

  it('says what each word does', () => {
    const [never, so, good, but, nope] = analyse("never SO good BUT ain't").tokens;
    expect(never).toMatchObject({ negates: true, inLexicon: false, valence: 0 });
    expect(so).toMatchObject({ booster: 0.293, isUpper: true });
    expect(good).toMatchObject({ inLexicon: true, lexicon: 1.9, isUpper: false });
    expect(good?.contrasted).toBe((good?.valence ?? 0) / 2);
    expect(but).toMatchObject({ isBut: true });
    expect(nope).toMatchObject({ negates: true });
  });

  it('marks valences that an idiom has set', () => {
    const isIdiom = analyse('that was such the bomb for a good day').tokens.map((token) => token.isIdiom);
    expect(isIdiom.indexOf(true)).toBe(4);
    expect(isIdiom.lastIndexOf(true)).toBe(4);
  });
});
