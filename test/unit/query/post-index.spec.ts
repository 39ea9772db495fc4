import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CompiledPhrases } from '../../../src/query/compiled-phrases.ts';
import { PostIndex } from '../../../src/query/post-index.ts';
import { tokenise } from '../../../src/text/index.ts';

const words = fc.constantFrom(
  ...['pizza', 'Pizzas', "pizza's", "l'art", 'art', '#pizza', '@pizza.x', 'https://pizza.art/x', 'pizz', 'ピザ', 'pi'],
);
const keys = fc.constantFrom('pizza', 'pizz', 'art', "l'art", 'https://pizza.art/x', 'pizza.art/x', 'ピ', 'none');
const forms = fc.constantFrom('word', 'tag', 'mention', 'url', 'from');
const prefixes = fc.constantFrom('piz', 'pizza', "l'a", 'art', 'pizza.', 'https', 'zzz');

/** Text and lists with each other's words. */
const indexOf = (text: readonly string[], hashtags: readonly string[]): PostIndex => {
  const post = { id: '1', source: 'test', at: 0, text: text.join(' '), hashtags, links: hashtags };
  return new PostIndex(post, tokenise(post.text), new CompiledPhrases());
};

describe('the index of a post', () => {
  it('gives the same answers by its scans and, after many lookups, by its index', () => {
    const term = fc.record({ kind: fc.constant('key'), form: forms, key: keys });
    const lists = fc.array(words, { maxLength: 8 });
    fc.assert(
      fc.property(lists, lists, term, prefixes, (text, hashtags, wanted, prefix) => {
        const busy = indexOf(text, hashtags);
        for (let lookup = 0; lookup < 20; lookup += 1) busy.hasPrefix('zzz');
        const starts = (index: PostIndex) => [...new Set(index.tokensBeginning(prefix).map(({ start }) => start))];
        const byNumber = (a: number, b: number): number => a - b;
        expect(busy.tokensOf(wanted)).toEqual(indexOf(text, hashtags).tokensOf(wanted));
        expect(busy.hasPrefix(prefix)).toBe(indexOf(text, hashtags).hasPrefix(prefix));
        expect(starts(busy).sort(byNumber)).toEqual(starts(indexOf(text, hashtags)).sort(byNumber));
      }),
      { numRuns: 3_000 },
    );
  });

  it('is built once, and not for a few lookups', () => {
    const tokens = tokenise('pizza '.repeat(100));
    let passes = 0;
    const counted = new Proxy(tokens, {
      get: (target, name, receiver): unknown => {
        if (name === Symbol.iterator || name === 'some' || name === 'filter') passes += 1;
        return Reflect.get(target, name, receiver);
      },
    });
    const index = new PostIndex({ id: '1', source: 'test', at: 0, text: '' }, counted, new CompiledPhrases());
    for (let lookup = 0; lookup < 1_000; lookup += 1) {
      index.hasPrefix(`a${lookup}`);
      index.tokensOf({ kind: 'key', form: 'word', key: `a${lookup}` });
      index.tokensBeginning(`a${lookup}`);
    }
    expect(passes).toBeLessThan(20);
  });
});
