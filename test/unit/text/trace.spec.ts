import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalise, normaliseTraced, nameOffsets, mapSpan } from '../../../src/text/index.ts';

const piece = fc.constantFrom(
  '@bob',
  '@a@b.cd',
  'https://x.yz/@a',
  'www.e.fg',
  ' ',
  'word',
  '’',
  '😀',
  '@',
  '.',
  'http://@a',
  '\u00AD',
  'a\u200Bb',
  "n''t",
  'n´t',
);
const invisible = /[\u00AD\u034F\u061C\u180E\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\uFEFF]/;
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(piece, { maxLength: 20 }).map((pieces) => pieces.join('')),
);

describe('a traced normalisation', () => {
  it('gives what normalising gives', () => {
    fc.assert(
      fc.property(text, (any) => {
        expect(normaliseTraced(any).text).toBe(normalise(any));
      }),
    );
  });

  it('places each character that stays at itself, and what was taken out at a space', () => {
    fc.assert(
      fc.property(text, (any) => {
        const traced = normaliseTraced(any);
        const straight = any.replace(/[‘’ʼ＇‛´`′ʻ]/g, "'");
        for (let start = 0; start < any.length; start++) {
          const placed = mapSpan({ start, end: start + 1 }, traced);
          const isSeen = !invisible.test(any.charAt(start));
          expect(placed.end - placed.start).toBeLessThanOrEqual(1);
          if (isSeen) expect(placed.end - placed.start).toBe(1);
          const kept = [straight.charAt(start), any.charAt(start), ' '];
          if (isSeen) expect(kept).toContain(traced.text.charAt(placed.start));
        }
      }),
    );
  });

  it('places a word behind handles and links', () => {
    const raw = '@a https://b.cd x pizza';
    const traced = normaliseTraced(raw);
    const { start, end } = mapSpan({ start: raw.indexOf('pizza'), end: raw.length }, traced);
    expect(traced.text.slice(start, end)).toBe('pizza');
  });

  it.each([
    ['I don&#39;t &lt;3 pizza', 'pizza', 'pizza'],
    ['@ann said &quot;piz\u00ADza&quot; ok', 'piz\u00ADza', 'pizza'],
    ["it''s https://b.cd good @bob pizza", 'pizza', 'pizza'],
    ['caf&eacute; great', 'caf&eacute;', 'café'],
    ['.@united.com pizza', '@united.com', ' '],
    ['&amp;#39;pizza', 'pizza', 'pizza'],
  ])('places in "%s" "%s" at "%s"', (raw, word, placed) => {
    const traced = normaliseTraced(raw);
    const at = raw.indexOf(word);
    const { start, end } = mapSpan({ start: at, end: at + word.length }, traced);
    expect(traced.text.slice(start, end)).toBe(placed);
  });

  it('names all handles, and the links that a span touches', () => {
    const traced = normaliseTraced('@a x https://b.cd y @e');
    expect(traced.text).toBe('  x   y  ');
    expect(nameOffsets(traced, [])).toEqual([0, 8]);
    expect(nameOffsets(traced, [{ start: 14, end: 15 }])).toEqual([0, 4, 8]);
  });
});
