import { describe, expect, it } from 'vitest';
import type { RecentRequest } from '../../src/model/index.ts';
import type { Archive } from '../../src/store/index.ts';
import { resultOf } from './results.ts';
import { useStores, type StorePlace } from './store-place.ts';

/** The start of today, because much older posts are deleted. */
const start = Math.floor(Date.now() / 86_400_000) * 86_400_000;
const minute = 60_000;
const query = 'pizza';

const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);

/** Posts of an ordinary time, `count` over ten minutes: each second has cheese, each tenth is negative. */
const usualPosts = (count: number) =>
  numbers(count).map((index) =>
    resultOf({
      id: `usual-${index}`,
      at: start + Math.floor((index * 10 * minute) / count),
      text: `pizza with ${index % 2 === 0 ? 'cheese' : 'olives'} ${index}`,
      compound: index % 10 === 0 ? -0.5 : 0.5,
      tags: index % 2 === 0 ? { dinner: 1 } : {},
    }),
  );

/** Posts of the minute after it: most are on a mould, and half of them are negative. */
const burst = numbers(40).map((index) =>
  resultOf({
    id: `burst-${index}`,
    at: start + 10 * minute + index * 1_000,
    text: index % 4 === 0 ? 'pizza with cheese' : 'pizza mould, do not eat the cheese',
    compound: index % 2 === 0 ? -(index + 1) / 50 : 0.3,
    tags: index % 4 === 0 ? { dinner: 1 } : { mould: 2, dinner: 1 },
  }),
);
const span = { query, from: start + 10 * minute, to: start + 11 * minute };

export function describeWhy(name: string, makePlace: () => Promise<StorePlace>): void {
  describe(name, () => {
    const { opened } = useStores(makePlace);

    it('finds the words and hashtags that are unusual in a span, and what has changed in its shares', async () => {
      const { store, put } = opened();
      put(...usualPosts(200), ...burst);
      const why = await store.why({ ...span, limit: 3 });
      expect(why.words.map(({ term }) => term)).toEqual(['eat', 'mould', 'cheese']);
      expect(why.words.find(({ term }) => term === 'mould')).toMatchObject({ count: 30, expected: 0 });
      expect(why.words.find(({ term }) => term === 'cheese')).toMatchObject({ count: 40, expected: 20 });
      expect(why.hashtags).toMatchObject([
        { term: 'mould', count: 30, expected: 0 },
        { term: 'dinner', count: 40, expected: 20 },
      ]);
      for (const { logOdds } of [...why.words, ...why.hashtags]) expect(logOdds).toBeGreaterThan(0);
      expect(why.shares).toEqual({ positive: 0.5, negative: 0.475, neutral: 0.025 });
      expect(why.usual).toEqual({ positive: 0.9, negative: 0.1, neutral: 0 });
      expect(why.posts.map(({ post }) => post.id)).toEqual(['burst-38', 'burst-36', 'burst-34']);
      expect(why.span).toEqual({ posts: 40, read: 40 });
      expect(why.past).toEqual({ from: start, posts: 200, read: 200 });
    });

    it('samples a long past over all of its time', async () => {
      const { store, put } = opened();
      put(...usualPosts(6_000), ...burst);
      const { words, past, usual } = await store.why({ ...span, limit: 0 });
      expect(past.posts).toBe(6_000);
      expect(past.read).toBe(32 * 128);
      const [mould, cheese] = ['mould', 'cheese'].map((word) => words.find(({ term }) => term === word));
      expect(mould).toMatchObject({ count: 30, expected: 0 });
      expect(cheese?.expected).toBeCloseTo(20, 1);
      expect(usual.negative).toBeCloseTo(0.1, 2);
    });

    it('samples a busy span, and counts for all of its posts', async () => {
      const { store, put } = opened();
      put(...usualPosts(6_000));
      const { words, span: size, posts } = await store.why({ query, from: start + minute, to: span.from, limit: 1 });
      expect(words).toEqual([]);
      expect(size).toEqual({ posts: 5_400, read: 32 * 128 });
      expect(posts).toHaveLength(1);
    });

    it('finds nothing unusual without a past, without posts, and of a query that nobody has tracked', async () => {
      const { store, put } = opened();
      put(...burst);
      const first = await store.why({ ...span, limit: 9 });
      expect(first).toMatchObject({
        words: [],
        hashtags: [],
        span: { posts: 40 },
        past: { from: undefined, posts: 0 },
      });
      expect(first.usual).toEqual({ positive: 0, negative: 0, neutral: 0 });
      const later = { query, from: span.to, to: span.to + minute, limit: 9 };
      expect(await store.why(later)).toMatchObject({ words: [], posts: [], span: { posts: 0 }, past: { posts: 40 } });
      expect(await store.why({ ...later, query: 'pasta' })).toMatchObject({ words: [], past: { posts: 0 } });
    });

    it('counts no post that was deleted, and none that has expired', async () => {
      const { store, put } = opened();
      put(...usualPosts(50), ...burst);
      for (const { result } of burst.slice(0, 39)) put({ type: 'delete', source: 'test', id: result.post.id });
      const { words, span: size } = await store.why({ ...span, limit: 9 });
      expect({ words, size }).toEqual({ words: [], size: { posts: 1, read: 1 } });
      const brief = opened({ keepPostsMs: -1 });
      expect(await brief.store.why({ ...span, limit: 9 })).toMatchObject({ span: { posts: 0 }, past: { posts: 0 } });
    });

    it('reads no text of a post of which only the id may be kept', async () => {
      const { store, put } = opened();
      put(...usualPosts(20), resultOf({ id: 'secret', source: 'x', at: span.from, text: 'secret', compound: -0.9 }));
      const { words, shares, posts } = await store.why({ ...span, limit: 9 });
      expect({ words, shares }).toEqual({ words: [], shares: { positive: 0, negative: 1, neutral: 0 } });
      expect(posts).toMatchObject([{ post: { id: 'secret' } }]);
    });
  });

  describe(`${name}, asked for posts`, () => {
    const { opened } = useStores(makePlace);
    const idsOf = async (store: Archive, request: Partial<RecentRequest>) =>
      (await store.recent({ query, limit: 100, ...request })).posts.map(({ post }) => post.id);

    it('pages through them by position, also within one millisecond', async () => {
      const { store, put } = opened();
      const ids = numbers(700).map(String);
      put(...ids.map((id, index) => resultOf({ id, at: start + (index >> 9) })));
      const found: string[] = [];
      let { end } = await store.recent({ query, limit: 1 });
      found.push('699');
      while (end !== undefined) {
        const page = await store.recent({ query, limit: 300, after: end });
        found.push(...page.posts.map(({ post }) => post.id));
        ({ end } = page);
      }
      expect(found).toEqual(ids.toReversed());
    });

    it('ranks them by strength, of equal ones the newest first, in a range', async () => {
      const { store, put } = opened();
      const compounds = [0.9, 0, -0.7, 0.1, 0.7, -0.8];
      put(...compounds.map((compound, index) => resultOf({ id: String(index), at: start + index, compound })));
      expect(await idsOf(store, { order: 'strongest', from: start + 1 })).toEqual(['5', '4', '2', '3', '1']);
      expect(await idsOf(store, { order: 'strongest', before: start + 5, limit: 2 })).toEqual(['0', '4']);
      expect(await idsOf(store, { order: 'strongest', search: 'post -5' })).toEqual(['0', '4', '2', '3', '1']);
    });

    it('searches them by a second query, and continues after those that it looked at', async () => {
      const { store, put } = opened();
      const text = (index: number): string => (index % 1_000 === 0 ? `A crust ${index}` : 'nothing');
      put(...numbers(5_500).map((index) => resultOf({ id: String(index), at: start + index, text: text(index) })));
      const first = await store.recent({ query, limit: 100, search: 'crust' });
      expect(first.posts.map(({ post }) => post.id)).toEqual(['5000', '4000', '3000', '2000', '1000']);
      expect(first.end?.at).toBe(start + 500);
      const rest = await store.recent({ query, limit: 100, search: 'crust', after: first.end });
      expect({ ids: rest.posts.map(({ post }) => post.id), end: rest.end }).toEqual({ ids: ['0'], end: undefined });
      const two = await store.recent({ query, limit: 2, search: 'crust' });
      expect(two.end?.at).toBe(start + 4_000);
      const next = await store.recent({ query, limit: 2, search: 'crust', after: two.end });
      expect(next.posts.map(({ post }) => post.id)).toEqual(['3000', '2000']);
    });

    it('finds a post by its name', async () => {
      const { store, put } = opened();
      put(resultOf({ id: '1', at: start }), resultOf({ id: '1', source: 'other', at: start }));
      const { posts } = await store.recent({ query, limit: 9, name: { source: 'other', id: '1' } });
      expect(posts).toMatchObject([{ post: { id: '1', source: 'other' } }]);
      expect(await idsOf(store, { name: { source: 'other', id: '2' } })).toEqual([]);
    });
  });
}
