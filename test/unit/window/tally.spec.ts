import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseQuery } from '../../../src/query/index.ts';
import {
  conflatedSummaryOf,
  createTally,
  HeavyHitters,
  summaryOf,
  PostWords,
  wordsOf,
  wordsOfQuery,
  type Counted,
} from '../../../src/window/index.ts';

const result = (facts: Partial<Counted> = {}): Counted => ({
  ...{ at: 0, compound: 0, topicCompound: 0, hashtags: {}, words: [] },
  ...facts,
});

const tallyOf = (results: readonly Counted[]) => {
  const tally = createTally();
  for (const each of results) tally.add(each);
  return tally;
};

const compound = fc.integer({ min: -10_000, max: 10_000 }).map((digits) => digits / 10_000);
const word = fc.constantFrom('a', 'b', 'c', 'd', '__proto__', 'constructor', '7');
const anyResult: fc.Arbitrary<Counted> = fc.record({
  at: fc.integer({ min: 0, max: 1e6 }),
  compound,
  topicCompound: compound,
  hashtags: fc.array(fc.tuple(word, fc.integer({ min: 1, max: 3 }))).map((pairs) => Object.fromEntries(pairs)),
  words: fc.uniqueArray(word),
});

describe('a tally', () => {
  it('counts polarities, sums compounds and ranks hashtags', () => {
    const tally = tallyOf([
      result({ compound: 0.5, topicCompound: 0.1, hashtags: { b: 1, a: 1 } }),
      result({ compound: -0.3, topicCompound: 0.2, hashtags: { b: 2 } }),
      result({ compound: 0.05, topicCompound: 0 }),
    ]);
    expect(tally.read()).toEqual({
      posts: 3,
      positive: 1,
      negative: 1,
      neutral: 1,
      unscored: 0,
      compoundSum: 0.25,
      compoundSquares: 0.3425,
      topicCompoundSum: 0.3,
      hashtags: [
        ['b', 3],
        ['a', 1],
      ],
    });
    expect(tally.read(1).hashtags).toEqual([['b', 3]]);
  });

  it('has no rounding errors of floats, and no negative zero', () => {
    const tally = tallyOf([result({ compound: 0.1 }), result({ compound: 0.2 }), result({ topicCompound: -0 })]);
    expect(tally.read()).toMatchObject({ compoundSum: 0.3, compoundSquares: 0.05, topicCompoundSum: 0 });
  });

  it('of nothing is zeros, has no time, and makes no summary', () => {
    const tally = createTally();
    expect(new Set(Object.values(tally.read()).flat())).toEqual(new Set([0]));
    expect(tally.span).toBeUndefined();
    expect(conflatedSummaryOf(tally)).toBeUndefined();
    const { meanCompound, meanTopicCompound, posts } = summaryOf(tally, { from: 0, to: 10 });
    expect([posts, meanCompound, meanTopicCompound]).toEqual([0, 0, 0]);
  });

  it('of two stretches of time adds up to that of both', () => {
    fc.assert(
      fc.property(fc.array(anyResult), fc.array(anyResult), (some, others) => {
        const whole = tallyOf([...some, ...others]);
        const sum = tallyOf(some);
        const other = tallyOf(others);
        const before = other.read();
        sum.addSnapshot(other.snapshot());
        expect(sum.read()).toEqual(whole.read());
        expect(sum.topWords(10)).toEqual(whole.topWords(10));
        expect(other.read()).toEqual(before);
      }),
    );
  });

  it('leaves out a hashtag that is too long', () => {
    expect(tallyOf([result({ hashtags: { ['x'.repeat(101)]: 1, y: 1 } })]).read().hashtags).toEqual([['y', 1]]);
  });

  it('counts posts without a score apart, and leaves them out of every mean and polarity', () => {
    const none = { compound: 0, topicCompound: 0, scored: false } as const;
    const tally = tallyOf([result({ compound: 0.5, topicCompound: 0.4 }), result(none), result(none)]);
    expect(summaryOf(tally, { from: 0, to: 100 })).toMatchObject({
      ...{ posts: 3, positive: 1, negative: 0, neutral: 0, unscored: 2, meanCompound: 0.5, meanTopicCompound: 0.4 },
    });
    expect(summaryOf(tallyOf([result(none)]), { from: 0, to: 100 })).toMatchObject({ posts: 1, meanCompound: 0 });
  });

  it('summarises merged results for a slow client', () => {
    const tally = tallyOf([
      result({ at: 70, compound: 0.2, words: ['crust', 'pizza'] }),
      result({ at: 30, compound: -0.1, topicCompound: -0.0001, words: ['crust'] }),
      result({ at: 50 }),
    ]);
    expect(conflatedSummaryOf(tally, new Set(['pizza']))).toEqual({
      from: 30,
      to: 70,
      posts: 3,
      positive: 1,
      negative: 1,
      neutral: 1,
      unscored: 0,
      meanCompound: 0.0333,
      meanTopicCompound: 0,
      hashtags: [],
      words: [['crust', 2]],
      conflated: 3,
    });
    expect(Object.is(conflatedSummaryOf(tally)?.meanTopicCompound, 0)).toBe(true);
  });

  it('has ten hashtags and ten words in its summary, the most frequent', () => {
    const names = Array.from({ length: 12 }, (_, index) => `w${String(index).padStart(2, '0')}`);
    const results = names.map((name, index) =>
      result({ hashtags: { [name]: index + 1 }, words: names.slice(0, index + 1) }),
    );
    const { hashtags, words } = summaryOf(tallyOf(results), { from: 0, to: 1, without: new Set(['w00']) });
    expect(hashtags.map(([tag]) => tag)).toEqual(names.toReversed().slice(0, 10));
    expect(words.map(([name]) => name)).toEqual(names.slice(1, 11));
  });
});

describe('heavy hitters', () => {
  const stream = fc.array(fc.tuple(fc.nat({ max: 60 }), fc.integer({ min: 1, max: 9 })), { maxLength: 300 });
  const recount = (all: readonly (readonly [number, number])[]) => {
    const counts = new Map<string, number>();
    for (const [key, count] of all) counts.set(String(key), (counts.get(String(key)) ?? 0) + count);
    return counts;
  };

  it('are never counted too high, nor lower than the bound, in bounded memory, merged or not', () => {
    const kept = 4;
    fc.assert(
      fc.property(stream, stream, (some, others) => {
        const [all, part] = [new HeavyHitters(kept), new HeavyHitters(kept)];
        for (const [key, count] of some) all.add(String(key), count);
        for (const [key, count] of others) part.add(String(key), count);
        all.addAll(part.snapshot());
        const exact = recount([...some, ...others]);
        const total = [...exact.values()].reduce((sum, count) => sum + count, 0);
        const found = new Map(all.top(Infinity));
        expect(found.size).toBeLessThanOrEqual(2 * kept);
        for (const [key, count] of exact) {
          expect(found.get(key) ?? 0).toBeLessThanOrEqual(count);
          expect(found.get(key) ?? 0).toBeGreaterThanOrEqual(count - total / (kept + 1));
        }
      }),
    );
  });

  it('are exact while there are at most twice as many keys as are kept', () => {
    const hitters = new HeavyHitters(2);
    for (const [index, key] of ['a', 'b', 'c', 'd', 'd', 'c', 'd'].entries()) hitters.add(key, index + 1);
    expect(hitters.top(3)).toEqual([
      ['d', 16],
      ['c', 9],
      ['b', 2],
    ]);
  });

  it('stay in a snapshot as they were', () => {
    const hitters = new HeavyHitters(2);
    hitters.add('a', 1);
    const before = hitters.snapshot();
    hitters.add('a', 1);
    expect([before, hitters.snapshot()].map((counts) => counts.get('a'))).toEqual([1, 2]);
  });

  it('are the first of all keys, sorted', () => {
    fc.assert(
      fc.property(stream, fc.integer({ min: 1, max: 12 }), fc.uniqueArray(fc.nat({ max: 60 })), (all, count, left) => {
        const hitters = new HeavyHitters(Infinity);
        for (const [key, times] of all) hitters.add(String(key), times);
        const without = new Set(left.map(String));
        const rest = hitters.top(Infinity).filter(([key]) => !without.has(key));
        expect(rest).toEqual(rest.toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)));
        expect(hitters.top(count, without)).toEqual(rest.slice(0, count));
      }),
    );
  });

  it('that are equal come in the order of their keys', () => {
    const hitters = new HeavyHitters(2);
    for (const key of ['c', 'a', 'b']) hitters.add(key, 1);
    expect(hitters.top(2).map(([key]) => key)).toEqual(['a', 'b']);
  });
});

describe('the words of a post', () => {
  const read = (text: string): string => wordsOf(text).join(' ');

  it.each([
    ['The pizza at Marco’s is the BEST pizza', 'pizza marco best'],
    ["I don't know, they're just so late, it's what we'd expect", 'know late expect'],
    ['#tagged @someone https://example.com/path 🍕 42 x C++ $TSLA', 'c++ tsla'],
    ['ピザ Café', 'café'],
    [`short ${'x'.repeat(41)}`, 'short'],
    ['', ''],
  ])('"%s" are `%s`', (text, words) => {
    expect(read(text)).toBe(words);
  });

  it('are at most 64', () => {
    const text = Array.from({ length: 100 }, (_, index) => `word${index}`).join(' ');
    expect(read(text).split(' ')).toHaveLength(64);
  });

  it('are read once for all of its queries', () => {
    const post = { id: '1', source: 's', text: 'fresh pizza', at: 0 };
    const words = new PostWords();
    expect(words.of(post)).toBe(words.of(post));
    expect(words.of(post)).toEqual(['fresh', 'pizza']);
  });

  it.each([
    ['pizza', 'pizza'],
    ['"Marco’s pizza" OR #Crust -burnt lang:en from:bob', 'burnt crust marco pizza'],
    ['c++ $tsla', 'c++ tsla'],
  ])('of the query `%s` are `%s`', (query, words) => {
    expect([...wordsOfQuery(parseQuery(query))].sort().join(' ')).toBe(words);
  });
});
