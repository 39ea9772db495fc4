import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countHashtags, linkTokens, tokenise } from '../../../src/text/index.ts';

const signs = { word: '', tag: '#', mention: '@', link: '/', url: 'url:' } as const;

/** The tokens in one line: `#tag`, `@mention`, `/part`, `url:whole`, and `key~base` where they differ. */
const read = (text: string): string =>
  tokenise(text)
    .map(({ kind, key, base }) => `${signs[kind]}${key}${base === key ? '' : `~${base}`}`)
    .join(' ');

describe('the tokens of a text', () => {
  it.each([
    ['Hello, WORLD!', 'hello world'],
    ["don’t DON'T 'quoted' dogs'", "don't don't quoted dogs"],
    ['snake_case café CAFE\u0301', 'snake_case café café'],
    ['Pizza’s #Pizza’s @Pizza’s', "pizza's~pizza #pizza @pizza"],
    ['3.5 1.2.3 1,000 12:30 90s', '3.5 1.2.3 1 000 12 30 90s'],
    ['$TSLA $5 €3.50 US$5', '$tsla~tsla $5~5 €3.50~3.50 us 5'],
    ['C++ C# Disney+ 1+1 a+++', 'c++~c c#~c disney+~disney 1 1 a'],
    ['.NET end .net. ...net', '.net~net end .net~net net'],
    ['#a #1 #1a #_ a#b ##c &#39; &amp;', '#a 1 #1a _ a b #c'],
    ['@bob me@ex.com @a.b.c @a@b.social @', '@bob me ex com @a.b.c~a @a@b.social~a'],
    [
      'e-mail my-site.com end.Next U.S. i.e. v1.x',
      'e mail url:my-site.com my site com url:end.next end next u s i e v1 x',
    ],
    ['http://www.Ex.com/Foo?b=1). x', 'url:ex.com/foo?b=1 /ex /com /foo /b /1 x'],
    ['(https://x.io/a_(b)) www.x.io, x.io/', 'url:x.io/a_(b) /x /io /a_ /b url:x.io /x /io url:x.io /x /io'],
    ['https://x.ioを見て http:// x', 'url:x.io /x /io を 見 て http x'],
    ['今日はpizza한국', '今 日 は pizza 한 국'],
    ['\u1112\u1161\u11AB ガ', '한 ガ'],
    ['สวัสดี', 'ส วั ส ดี'],
    ['❤️#a ピ#b 1️⃣ 👍🏽 ❤️❤ 👨‍👩‍👧 🇺🇸🇬🇧 ✊🏿x', '❤ #a ピ b 1 👍🏽~👍 ❤ ❤ 👨‍👩‍👧 🇺🇸 🇬🇧 ✊🏿~✊ x'],
    ['Pizza™ © 2026', 'pizza 2026'],
    ['\uD83C \uDF55 \0 \u0301 \u200D', ''],
  ])('of "%s" are `%s`', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  it('stand in order inside the text, whatever it is', () => {
    const pieces = fc.constantFrom(
      '#',
      '@',
      '.',
      '-',
      "'",
      '’s',
      'a',
      'x.com',
      'http://',
      '/',
      '🍕',
      'ピ',
      '\u0301',
      '+',
      '$',
      ' ',
      '&',
    );
    const anything = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.array(pieces, { maxLength: 30 }).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(anything, (text) => {
        let last = 0;
        for (const { kind, key, base, start, end } of tokenise(text)) {
          expect([key, base]).not.toContain('');
          if (start < last || end <= start || end > text.length) expect.fail(`${start}-${end} after ${last}`);
          last = kind === 'url' ? start : end;
        }
      }),
      { numRuns: 5000 },
    );
  });

  it('take one pass over hostile texts', () => {
    for (const piece of [
      'a.',
      'a-',
      "a'",
      '#',
      '@a.',
      'http://',
      '(',
      'a.a/',
      '&',
      '&a',
      '1.',
      '👍\u200D',
      '\u0301',
      'www.',
    ]) {
      expect(tokenise(piece.repeat(100_000)).length).toBeLessThanOrEqual(300_000);
    }
  });

  it('of a listed link are those of a link, whatever it is', () => {
    expect(linkTokens('https://www.Example.com/A/').map(({ kind, key }) => `${kind} ${key}`)).toEqual([
      'url example.com/a',
      'link example',
      'link com',
      'link a',
    ]);
    expect(linkTokens('https://')).toEqual([]);
  });
});

describe('hashtag counts', () => {
  it('count the text, and add those that only the list has', () => {
    expect(countHashtags(tokenise('#A #a b #__proto__'), ['A', '#c', '', 'C'])).toEqual(
      Object.fromEntries([
        ['a', 2],
        ['__proto__', 1],
        ['c', 1],
      ]),
    );
  });
});
