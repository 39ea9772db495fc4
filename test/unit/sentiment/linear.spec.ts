import { describe, expect, it } from 'vitest';
import { applyContrast } from '../../../src/sentiment/contrast.ts';
import { scoreText } from '../../../src/sentiment/index.ts';
import { createEncodedText, encode } from '../../../src/sentiment/encoded-text.ts';
import { createTokens, readVaderTokens } from '../../../src/sentiment/tokens.ts';
import { valenceOf } from '../../../src/sentiment/valence.ts';

/** How often the columns that scoring works on are read, while a text of about so many characters is scored. */
function workOn(unit: string, length: number): number {
  let reads = 0;
  const counting = <T extends object>(column: T): T =>
    new Proxy(column, {
      get(target, key): unknown {
        reads++;
        return Reflect.get(target, key);
      },
    });
  const reading = createEncodedText();
  const tokens = createTokens();
  encode(unit.repeat(Math.ceil(length / unit.length)), reading);
  readVaderTokens(reading, tokens);
  const { bytes, isAscii, length: readLength, origins, view } = reading;
  readVaderTokens({ bytes: counting(bytes), isAscii, length: readLength, origins, view }, tokens);
  const counted = { ...tokens, traits: counting(tokens.traits), contrasted: counting(tokens.contrasted) };
  for (let hit = 0; hit < tokens.hitCount; hit++) {
    counted.valences[hit] = valenceOf(tokens.hits[hit] ?? 0, counted);
  }
  applyContrast(counted);
  return reads;
}

const thousand = 1000;

describe('scoring', () => {
  it.each([
    ['a tweet', 'I love pizza but not while watching sports :) '],
    ['one word', 'x'],
    ['one word of apostrophes', "n'"],
    ['marks', '!?'],
    ['words that negate', "isn't good "],
    ['lexicon words after but', 'but good GOOD very good bad '],
    ['equal values on both sides', 'good bad good good but '],
    ['idioms', 'so the bomb kiss of death kind of '],
    ['emoji', '😀❤️ '],
    ['emoji without space', '😀'],
    ['white space', ' \n'],
  ])('of %s does work in proportion to the length', (_name, unit) => {
    expect(workOn(unit, 100 * thousand) / workOn(unit, 10 * thousand)).toBeLessThan(11);
  });

  it('takes a megabyte', () => {
    expect(scoreText('good and bad but 😀 '.repeat(60 * thousand)).compound).toBe(1);
    expect(scoreText('😀'.repeat(500 * thousand)).compound).toBeGreaterThan(0.9);
    expect(scoreText('x'.repeat(thousand * thousand))).toEqual({ compound: 0, pos: 0, neu: 1, neg: 0 });
  });
});
