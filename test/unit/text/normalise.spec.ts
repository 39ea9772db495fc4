import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scorePost, scoreText } from '../../../src/sentiment/index.ts';
import { normalise, tokenise } from '../../../src/text/index.ts';

const compoundOf = (text: string): number => scoreText(normalise(text)).compound;

describe('normalising', () => {
  const denied = compoundOf("I don't love the pizza");

  it.each(
    [
      '&#39;',
      '&#x27;',
      '&apos;',
      '&rsquo;',
      '´',
      '`',
      '′',
      'ʻ',
      '‛',
      "''",
      '’',
      '＇',
      '&#8217;',
      '&#X2019;',
      '&#146;',
      '&acute;',
      '&amp;#39;',
      '&amp;amp;apos;',
    ].map((apostrophe) => [apostrophe]),
  )('keeps the negation written with %s', (apostrophe) => {
    const text = `I don${apostrophe}t love the pizza`;
    const start = text.indexOf('pizza');
    const { score, topics } = scorePost(text, [[{ start, end: start + 5 }]]);
    expect(denied).toBe(-0.5216);
    expect(score.compound).toBe(denied);
    expect(topics[0]?.polarityIndex).toBe(1);
  });

  it.each(
    [
      ['I &lt;3 the pizza', 'I <3 the pizza'],
      ['pizza &gt; pasta', 'pizza > pasta'],
      ['pizza &#62; pasta', 'pizza > pasta'],
      ['caf&eacute; &amp; th&Eacute;', 'café & thÉ'],
      ['a&nbsp;b', 'a\u00A0b'],
      ['gr&shy;eat', 'great'],
      ['&unknown; &; &#0; &#xD800; & &amp', '&unknown; &; &#0; &#xD800; & &amp'],
      ['`code` 5′ tall', '`code` 5′ tall'],
      ['gr\u00ADeat', 'great'],
      ['gr\u200Beat\u2060!', 'great!'],
      ['great\u200D', 'great'],
      ['👩\u200D🍳', '👩\u200D🍳'],
      ['@mia.fun posted', '  posted'],
      ['@alex.lol said', '  said'],
      ['@sam.cool and @pat.sucks', '  and  '],
      ['hey @dr.love', 'hey  '],
      ['.@united is', '.  is'],
      ['@@hope ..@hope', '  ..  '],
      ['@mia-joy.bsky.social hi', '  hi'],
      ['thanks @bob.Great pizza', 'thanks  .Great pizza'],
      ['thanks @bob. great', 'thanks  . great'],
      ['me@love.com', 'me@love.com'],
      ['(@hope) "@joy"', '( ) " "'],
      ['&#64;hope', ' '],
      ['@hope@joy.social x', '  x'],
    ].map(([raw, text]) => [raw, text?.replace(/^ {2}(?=\S)/, '  ').replaceAll('  ', ' ')]),
  )('makes "%s" "%s"', (raw, text) => {
    expect(normalise(raw ?? '').replaceAll('  ', ' ')).toBe(text);
  });

  it.each([
    '@mia.fun posted the minutes',
    '@alex.lol said hi',
    '@sam.cool and @pat.sucks',
    '.@united is in Chicago',
    '@@hope',
    '..@hope',
    '@win-joy.lol was here',
  ])('scores no name in "%s"', (text) => {
    expect(compoundOf(text)).toBe(0);
  });

  it('scores what is said to a name', () => {
    expect(compoundOf('.@united lost my bag')).toBe(compoundOf('lost my bag'));
    expect(compoundOf('gr\u00ADeat')).toBe(compoundOf('great'));
  });

  it('takes time in proportion to the text', () => {
    for (const piece of ['@a-', '@a.', '@', '&amp;', '&', '\u00AD', "''", "a'", '@a.b-', 'a\u200D', '&#39']) {
      expect(() => normalise(piece.repeat(100_000))).not.toThrow();
    }
  }, 5_000);
});

describe('spans of tokens', () => {
  it.each([
    ['I don&#39;t', ['I', 'don&#39;t']],
    ['caf&eacute; &lt;3 pizza', ['caf&eacute;', '3', 'pizza']],
    ['pi\u00ADzza!', ['pi\u00ADzza']],
    ['&#35;pizza', ['&#35;pizza']],
    ['Netflix&rsquo;te', ['Netflix&rsquo;te']],
  ])('lie in the text as it came: "%s"', (text, words) => {
    expect(tokenise(text).map(({ start, end }) => text.slice(start, end))).toEqual(words);
  });

  it('rise and stay inside the text, whatever it is', () => {
    const piece = fc.constantFrom(
      '&amp;',
      '&#39;',
      '\u00AD',
      '\u200D',
      'a',
      "'",
      '#',
      '@',
      ' ',
      '1',
      '.',
      '🍕',
      'ピ',
      'İ',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 24 }), (pieces) => {
        const text = pieces.join('');
        let last = 0;
        for (const { kind, start, end } of tokenise(text)) {
          expect(start).toBeGreaterThanOrEqual(kind === 'link' || kind === 'word' ? 0 : last);
          expect(end).toBeGreaterThan(start);
          expect(end).toBeLessThanOrEqual(text.length);
          last = start;
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
