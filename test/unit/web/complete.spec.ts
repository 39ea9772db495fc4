import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { completionsAt } from '../../../src/web/state/complete.ts';
import { faultOf } from '../../../src/web/state/check-query.ts';
import { operators } from '../../../src/web/state/operators.ts';

const offered = (text: string, caret = text.length): readonly string[] =>
  completionsAt(text, caret, ['bluesky', 'rss']).items.map(({ insert }) => insert.trim());

describe('what is offered while a query is typed', () => {
  it('is nothing for a topic, within a phrase, and before another word', () => {
    for (const text of ['', ' ', 'p', 'pizza', '"pizza ', 'pizza o', 'pizza h'])
      expect(offered(text), text).toEqual([]);
    expect(offered('pizza crust', 6)).toEqual([]);
  });

  it('is every operator after a word, and those that begin with what is typed', () => {
    const inserted = operators.flatMap(({ insert }) => insert?.trim() ?? []);
    expect(offered('pizza ')).toEqual(inserted);
    expect(offered('pizza (')).toEqual(inserted);
    expect(offered('pizza fr')).toEqual(['from:']);
    expect(offered('pizza O')).toEqual(['OR']);
    expect(offered('pizza -so')).toEqual(['source:']);
    expect(offered('pizza -')).toEqual(['from:', 'lang:', 'source:', 'has:', 'is:']);
    expect(offered('fr')).toEqual(['from:']);
  });

  it('is the values of a field, the usual ones of languages, and sources that are live', () => {
    expect(offered('pizza has:')).toEqual(['has:links', 'has:hashtags', 'has:mentions']);
    expect(offered('pizza -is:rep')).toEqual(['is:repost', 'is:reply']);
    expect(offered('pizza is:reply')).toEqual([]);
    expect(offered('pizza source:')).toEqual(['source:bluesky', 'source:rss']);
    expect(offered('pizza -source:r')).toEqual(['source:rss']);
    expect(completionsAt('pizza source:', 13).items).toEqual([]);
    expect(completionsAt('pizza lang:e', 12).items).toEqual([
      { insert: 'lang:en ', meaning: 'posts in English' },
      { insert: 'lang:es ', meaning: 'posts in Spanish' },
    ]);
  });

  it('takes the place of what is typed of it', () => {
    const text = 'pizza -so';
    const { start, items } = completionsAt(text, text.length);
    expect(`${text.slice(0, start)}${items[0]?.insert ?? ''}`).toBe('pizza -source:');
  });

  it('is found for any text and any caret', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 20 }), fc.nat(25), (text, caret) => {
        const { start } = completionsAt(text, caret);
        expect(start).toBeLessThanOrEqual(Math.max(0, caret));
      }),
    );
  });
});

describe('the operators of the help', () => {
  it('have examples that are valid queries', () => {
    for (const { example } of operators) expect(faultOf(example), example).toBeUndefined();
  });
});
