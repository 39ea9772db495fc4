import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UndertoneError } from '../../../src/model/index.ts';
import { maxQueryLength, parseQuery } from '../../../src/query/index.ts';
import { queryTexts, tryParse } from '../../support/query-arbitraries.ts';

function refusal(text: string): UndertoneError {
  try {
    parseQuery(text);
  } catch (error) {
    if (error instanceof UndertoneError) return error;
  }
  return expect.fail(`\`${text}\` was accepted`);
}

describe('one query', () => {
  it.each([
    [
      'pizza',
      'pizza',
      ' PIZZA ',
      'pizza pizza',
      '((pizza))',
      '--pizza',
      '"Pizza"',
      'pizza, pizza',
      '“pizza”',
      'pizza!',
    ],
    ['a b', 'b a', 'A  B a', '(a) b', '(a (b))', 'a"b"', 'b(a)', '\ta\u3000b\n'],
    ['a OR b', 'b, a', 'b OR a', 'a,b,a', '(a) OR ((b, a))', 'a，b', 'a、b', 'b, (a OR b)'],
    ['a b OR c', 'c, b a', '(b a) OR c', 'c OR b A'],
    ['c (a OR b)', '(b, a) c', '（b，a）c', 'c (a OR (b OR a))'],
    ['a -b', '-b a', 'a −b', 'a －b', 'a –b', 'a ---b', 'a -b -b'],
    ['a -"b c"', 'a -"B  c!"', 'a -b-c', 'a -„b c“'],
    ['a -(b c)', 'a -(c b)', '-(c b b) a'],
    ['"new york"', '"New   York"', 'new-york', '«new york»', '"new, york"'],
    ['#pizza', '＃Pizza', '#pizza #PIZZA'],
    ['@bob', '＠Bob', '"@bob"'],
    ['from:bob', 'FROM:@Bob', 'from:"bob"'],
    ['a lang:pt-br', 'lang:PT_BR a', 'Lang:pt-BR a'],
    ['a is:repost', 'is:retweet a', 'IS:Repost a'],
    ['a has:links', 'HAS:LINKS a'],
    ['a source:"my file"', 'source:"My file" a'],
    ['example.com/a', 'https://www.Example.com/a/', 'EXAMPLE.com/A'],
    ['caf\u00E9', 'CAFE\u0301'],
    ['pizza lang:en -hut', '-hut lang:en pizza'],
    ['ピザ', '"ピザ"'],
    ['or', 'Or', '"OR"'],
    ['"12 30"', '12:30', '"12-30"'],
    ['"re zero"', 're:zero', 'RE:Zero'],
  ])('is `%s` in all its spellings', (canonical, ...spellings) => {
    for (const spelling of [canonical, ...spellings])
      expect([spelling, parseQuery(spelling).canonical]).toEqual([spelling, canonical]);
  });

  it('is spelled canonically by a query that is canonical itself', () => {
    fc.assert(
      fc.property(fc.oneof(queryTexts, fc.string({ unit: 'grapheme', maxLength: 20 }), noise), (text) => {
        const query = tryParse(text);
        if (query !== undefined) expect(parseQuery(query.canonical)).toEqual(query);
      }),
      { numRuns: 5000 },
    );
  });

  it('is written as short as can be where it would be too long to be sent', () => {
    const letters = Array.from({ length: 256 }, (_, at) => String.fromCharCode(0x4e00 + at));
    for (const text of [
      letters.join(','),
      letters.slice(0, 128).join('&/,').slice(0, -2),
      `x ${'-(a&b) '.repeat(70)}`,
    ]) {
      const { canonical } = parseQuery(text);
      expect(canonical.length).toBeLessThanOrEqual(maxQueryLength);
      expect(parseQuery(canonical).canonical).toBe(canonical);
    }
  });
});

const marks = [
  '-',
  '"',
  '“',
  '(',
  ')',
  ',',
  'OR',
  ' ',
  ':',
  '#',
  '@',
  'a',
  'b',
  'lang:en',
  'from:',
  '.',
  '’s',
  '$',
  'ピ',
  '🍕',
  '\uD83C',
  '/',
  'x.com',
];
const noise = fc.array(fc.constantFrom(...marks), { maxLength: 24 }).map((all) => all.join(''));

describe('a query that cannot be used', () => {
  it.each([
    ['', 0, /needs a word/],
    [' \n', 0, /needs a word/],
    ['coffee, tea OR', 12, /`OR` needs a term on its right, at 12/],
    ['OR tea', 0, /`OR` needs a term on its left/],
    ['a OR OR b', 2, /`OR` needs a term on its right/],
    [', a', 0, /comma needs a term on its left/],
    ['a,', 1, /comma needs a term on its right/],
    ['a,, b', 1, /comma needs a term on its right/],
    ['a (OR b)', 3, /`OR` needs a term on its left/],
    ['(a b', 0, /never closed/],
    ['a (', 2, /never closed/],
    ['a)', 1, /closes nothing/],
    [')', 0, /closes nothing/],
    ['a ()', 2, /hold nothing/],
    ['a -', 2, /`-` must stand right before/],
    ['a - b', 2, /`-` must stand right before/],
    ['a -)', 2, /`-` must stand right before/],
    ['a "b', 2, /never closed/],
    ['a “b', 2, /never closed/],
    ['a ""', 2, /hold no word/],
    ['a " "', 2, /hold no word/],
    ['a "!"', 2, /no letter, digit or emoji/],
    ['fish ~ chips', 5, /`~` has no letter, digit or emoji/],
    ['a :)', 2, /`:` has no letter/],
    ['a #', 2, /`#` needs the letters/],
    ['a @', 2, /`@` needs the name/],
    ['a lang:', 2, /needs a value right after the colon/],
    ['a lang: en', 2, /needs a value right after the colon/],
    ['a lang:e!', 2, /needs a language/],
    ['a has:images', 2, /There is no `has:images`, only `has:links`, `has:hashtags` and `has:mentions`/],
    ['a is:quote', 2, /only `is:repost` and `is:reply`/],
    ['from:@', 0, /needs the name of a user/],
    ['a form:bob', 2, /`form:` is no field, `from:` is; .* write "form:bob"/],
    ['langs:en a', 0, /`lang:` is/],
    ['to:bob', 0, /`to:` is not supported/],
    ['lang:en', 0, /Each alternative .* `lang:en` has none, at 0/],
    ['-a', 0, /Each alternative/],
    ['a OR -b', 5, /`-b` has none/],
    ['(a OR lang:en)', 6, /`lang:en` has none/],
    ['a, is:reply -b', 3, /`is:reply -b` has none/],
    ['-(a b)', 0, /`-\(a b\)` has none/],
    ['x OR -(-a b)', 5, /`-\(-a b\)` has none/],
    ['a'.repeat(513), 512, /at most 512 characters, this one has 513/],
  ])('`%s` is refused at %i with a sentence', (text, position, sentence) => {
    const { code, message, position: at } = refusal(text);
    expect({ code, at }).toEqual({ code: 'bad_query', at: position });
    expect(message).toMatch(sentence);
    expect(message).toMatch(new RegExp(`, at ${position}\\.$`));
  });

  it.each(['a (lang:en OR -b)', '(a OR b) -c', 'a -(-b)', '-(-a -b)', 'a (b OR (c lang:en)) is:reply'])(
    '`%s` is none: each alternative looks for something',
    (text) => {
      expect(parseQuery(text).canonical).not.toBe('');
    },
  );

  it('is refused in linear time and depth, whatever it is', () => {
    const pieces = [
      '(',
      ')',
      '-',
      '"',
      ',',
      ' OR ',
      'a',
      '-(',
      '(a,(',
      'a.',
      'a-',
      '@',
      '#',
      'http://',
      "a'",
      '((a OR b) ',
    ];
    for (const piece of pieces) {
      const filled = piece.repeat(maxQueryLength / piece.length);
      tryParse(filled);
      tryParse(`${filled.slice(0, 255)}a${filled.slice(0, 255)}`);
      tryParse('('.repeat(200) + filled.slice(0, 100) + ')'.repeat(200));
    }
    expect(parseQuery(`${'('.repeat(255)}a${')'.repeat(255)}`).canonical).toBe('a');
    expect(parseQuery(`${'-'.repeat(510)}ab`).canonical).toBe('ab');
  });

  it('is refused with `bad_query` and a position inside it, never with another error', () => {
    const anything = fc.oneof(
      noise,
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.string({ unit: 'binary-ascii', maxLength: 60 }),
    );
    fc.assert(
      fc.property(anything, (text) => {
        try {
          parseQuery(text);
        } catch (error) {
          if (!(error instanceof UndertoneError) || error.code !== 'bad_query') throw error;
          expect(error.position).toBeGreaterThanOrEqual(0);
          expect(error.position).toBeLessThanOrEqual(Math.max(0, text.length - 1));
        }
      }),
      { numRuns: 10_000 },
    );
  });
});
