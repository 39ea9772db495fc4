import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entryOf, findEntry, entryBoosts, entryTraits, entryValences } from '../../../src/sentiment/dictionary.ts';
import { readEmojiDescriptions } from '../../../src/sentiment/emoji-descriptions.ts';
import { readLexicon } from '../../../src/sentiment/lexicon.ts';
import { createEncodedText, encode } from '../../../src/sentiment/encoded-text.ts';
import * as trait from '../../../src/sentiment/traits.ts';
import { boosters, negators } from '../../../src/sentiment/rule-words.ts';

function find(word: string): number {
  const reading = createEncodedText();
  encode(word, reading);
  return findEntry(reading, { start: 0, end: reading.length });
}

describe('the tables', () => {
  it('have the numbers of words that the reference has', () => {
    expect(boosters.size).toBe(81);
    expect(new Set(negators).size).toBe(59);
    expect(readEmojiDescriptions().size).toBe(1212);
  });

  it('correct the lexicon of the npm package where the reference has other entries', () => {
    const lexicon = readLexicon();
    expect(['badass', 'flawed', 'heart', 'hearts'].map((word) => lexicon.get(word))).toEqual([1.4, -2.1, 3.2, 3.3]);
  });
});

describe('findEntry', () => {
  it('finds every word of the lexicon, in any case, with its valence', () => {
    for (const [word, valence] of readLexicon()) {
      if (!/^[!-@[-~]+$/.test(word)) continue;
      expect(entryValences[find(word)]).toBe(valence);
      expect(find(word.toUpperCase())).toBe(find(word));
    }
  });

  it('finds boosters and negators', () => {
    for (const [word, boost] of boosters) expect(entryBoosts[find(word)]).toBe(boost);
    for (const word of negators) expect((entryTraits[find(word)] ?? 0) & trait.negates).not.toBe(0);
  });

  it('knows no word that is not in the tables', () => {
    // Differ from a known one in a bit that the hash leaves out, beyond what it reads, or not in ASCII.
    const others = [
      '',
      'zzzz',
      'good\0',
      'goo\u0084',
      '\u0018)',
      '8)x',
      'amazxxxxgly',
      'heår',
      'constructor',
      '__proto__',
    ];
    expect(others.filter((word) => find(word) !== 0)).toEqual([]);
  });

  it('tells a word from one that differs in a bit of one character', () => {
    const words = [...readLexicon().keys()].filter((word) => /^[!-@[-~]+$/.test(word));
    const changed = fc
      .tuple(fc.constantFrom(...words), fc.nat(63), fc.constantFrom(1, 2, 4, 8, 16, 32, 64))
      .map(([word, at, bit]) => {
        const codes = Array.from(word, (char, index) => char.charCodeAt(0) ^ (index === at % word.length ? bit : 0));
        return String.fromCharCode(...codes);
      });
    fc.assert(
      fc.property(changed, (word) => {
        expect(find(word)).toBe(entryOf(word.replace(/[A-Z]/g, (char) => char.toLowerCase())));
      }),
      { numRuns: 2_000 },
    );
  });
});
