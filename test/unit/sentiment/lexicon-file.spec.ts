import { describe, expect, it } from 'vitest';
import { explain, overlayLexicon, parseLexicon, scoreText } from '../../../src/sentiment/index.ts';

describe('a lexicon file', () => {
  it('has lines of a word, a tab and a valence, comments, and further columns that are ignored', () => {
    const text = '\uFEFF# slang\nYeet\t2.5\r\n\n  meh\t-1\t0.5\t[1, 2]\n';
    expect(parseLexicon(text, 'slang.tsv')).toEqual([
      { word: 'yeet', valence: 2.5, from: 'slang.tsv' },
      { word: 'meh', valence: -1, from: 'slang.tsv' },
    ]);
  });

  it.each([
    ['yeet 2', 'is not a word, a tab and a valence'],
    ['yeet\t5', 'has the valence "5", which is not a number from -4 to 4'],
    ['yeet\t', 'has the valence "", which'],
    ['two words\t1', 'has "two words", which is not one word of ASCII characters'],
    ['größte\t1', 'which is not one word of ASCII characters'],
    [`${'x'.repeat(65)}\t1`, 'has a word of more than 64 characters'],
  ])('%j is refused with its line', (line, fault) => {
    expect(() => parseLexicon(`# x\n${line}`, 'a.tsv')).toThrow(/^Line 2 of the lexicon a\.tsv /);
    expect(() => parseLexicon(line, 'a.tsv')).toThrow(fault);
  });
});

describe('an overlaid lexicon', () => {
  it('has new words and new valences, of which the last wins, and leaves all others as they are', () => {
    const before = scoreText('great terrible zzyeetish');
    overlayLexicon([
      { word: 'zzyeet', valence: 1, from: 'a.tsv' },
      { word: 'zzyeet', valence: 3, from: 'b.tsv' },
      { word: 'zzmeh', valence: -1, from: 'b.tsv' },
    ]);
    const { words } = explain('zzyeet, great ZZMEH');
    expect(words.map(({ word, lexicon, from }) => [word, lexicon, from])).toEqual([
      ['zzyeet', 3, 'b.tsv'],
      ['great', 3.1, undefined],
      ['ZZMEH', -1, 'b.tsv'],
    ]);
    expect(scoreText('great terrible zzyeetish')).toEqual(before);
  });
});
