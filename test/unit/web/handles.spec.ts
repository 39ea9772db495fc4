import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseQuery } from '../../../src/query/index.ts';
import { authorHandle, changesOf, handlesOf, tagHandle, wordHandle } from '../../../src/web/state/handles.ts';
import { segmentsOf, wordAt } from '../../../src/web/state/post-text.ts';

const post = (text: string, author?: string) => ({
  post: { id: '1', source: 'demo', text, ...(author !== undefined && { author }) },
});
const termsOf = (text: string, author?: string): readonly string[] =>
  handlesOf(post(text, author)).map(({ term }) => term);

describe('the handles of a post', () => {
  it('are its author, tags, mentions and links, and each of its words once', () => {
    expect(termsOf("Pizza's cold, the pizza of @ann is Cold. #Rome https://example.com/a", '@Bob Smith')).toEqual([
      ...['from:"Bob Smith"', '@ann', '#rome', 'https://example.com/a', 'pizza', 'cold'],
    ]);
    expect(termsOf('', '')).toEqual([]);
  });

  it('find what they name, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.string({ maxLength: 20 }), (text, author) => {
        for (const term of termsOf(text, author)) expect(() => parseQuery(term)).not.toThrow();
      }),
    );
    expect(wordHandle('OR')).toMatchObject([{ term: '"OR"' }]);
    expect(authorHandle('ann')).toMatchObject([{ label: '@ann', term: 'from:ann' }]);
    expect(tagHandle('')).toEqual([]);
  });

  it('have an address where they are links, and only where it leads to the web', () => {
    const linksIn = (text: string) => handlesOf(post(text)).flatMap(({ url }) => url ?? []);
    expect(linksIn('www.example.com and example.org/a?b=1&amp;c=2, https://example.net/d,e')).toEqual([
      ...['https://www.example.com/', 'https://example.org/a?b=1&c=2', 'https://example.net/d,e'],
    ]);
    expect(linksIn('javascript:alert(1) data:text/html,x https://paypal.com@evil.example/ the end.Next')).toEqual([]);
  });
});

describe('a query', () => {
  const changed = (query: string, term: string) => changesOf(query, term).map((change) => change.query);

  it('is narrowed by a term, alternatives in parentheses', () => {
    expect(changed('pizza', 'cold')).toEqual(['pizza cold', 'pizza -cold']);
    expect(changed('pizza, pasta', '#rome')).toEqual(['(pizza, pasta) #rome', '(pizza, pasta) -#rome']);
    expect(changed('pizza', 'from:"bob smith"')).toEqual(['pizza from:"bob smith"', 'pizza -from:"bob smith"']);
  });

  it('is not changed by a term that it has, nor where it would be too long', () => {
    for (const [query, term] of [
      ['pizza', 'Pizza'],
      ['pizza -cold', 'cold'],
      ['(', 'cold'],
      [`pizza ${'x'.repeat(500)}`, 'mozzarella'],
    ] as const) {
      expect(changed(query, term), query).toEqual([]);
    }
  });
});

describe('the segments of a text', () => {
  it('add up to it again, for any spans', () => {
    const span = fc.tuple(fc.nat(30), fc.nat(30)).map(([start, length]) => ({ start, end: start + length }));
    const text = fc.array(fc.constantFrom('#tag', '@ann', 'https://a.b/c', ' ', 'word', '&amp;', '今日は', '👍🏽', '.'), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(text, fc.array(span), (parts, spans) => {
        const whole = parts.join('');
        const pieces = segmentsOf(whole, spans).flatMap((segment) => segment.pieces);
        expect(pieces.map((piece) => piece.text).join('')).toBe(whole);
      }),
    );
  });

  it('are hashtags, mentions and links, and what is between them; marked or not', () => {
    const segments = segmentsOf('I love #pizza.', [{ start: 7, end: 13 }]);
    expect(segments.map(({ pieces, handle }) => [pieces, handle?.term])).toEqual([
      [[{ text: 'I love ', marked: false }], undefined],
      [[{ text: '#pizza', marked: true }], '#pizza'],
      [[{ text: '.', marked: false }], undefined],
    ]);
  });
});

describe('the word at a place', () => {
  it('is the whole word, in scripts without spaces too', () => {
    const text = 'Cold pizza, 今日は寒い';
    const at = (offset: number) => wordAt(text, offset)?.handle.term;
    expect([at(0), at(3), at(4), at(6), at(11), at(12)]).toEqual([
      'cold',
      'cold',
      undefined,
      'pizza',
      undefined,
      '今日',
    ]);
    expect(wordAt('C++', 1)?.handle.term).toBe('c++');
  });
});
