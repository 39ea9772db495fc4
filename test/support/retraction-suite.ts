import { firstValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { Archive } from '../../src/store/index.ts';
import { readPages } from './read-pages.ts';
import { resultOf } from './results.ts';
import { useStores, type StorePlace } from './store-place.ts';

/** The start of today, because much older buckets are deleted. */
const start = Math.floor(Date.now() / 86_400_000) * 86_400_000;
const pizza = 'pizza';
const all = { query: pizza, from: 0, to: 2 ** 52 };

const idsOf = async (store: Archive, since = 0, query = pizza): Promise<readonly string[]> =>
  (await readPages(await firstValueFrom(store.history(query, since)))).flat().map(({ post }) => post.id);

export function describeRetractions(name: string, makePlace: () => Promise<StorePlace>): void {
  describe(name, () => {
    const { opened, ended } = useStores(makePlace);

    it('deletes a post for every query, with its words and hashtags in buckets, whose counts stay', async () => {
      const { store, put } = opened();
      put(
        resultOf({ id: '1', at: start, text: 'great cheese', tags: { rome: 1 } }),
        resultOf({ id: '1', at: start, text: 'great cheese', tags: { rome: 1 }, query: 'cheese' }),
        resultOf({ id: '1', at: start, text: 'great cheese', source: 'other' }),
        resultOf({ id: '2', at: start, text: 'great oven', tags: { rome: 2, milan: 1 } }),
        resultOf({ id: '3', at: start, text: 'cheese', late: true }),
        { type: 'delete', source: 'test', id: '1' },
        { type: 'delete', source: 'test', id: '3' },
        { type: 'delete', source: 'test', id: 'unknown' },
      );
      expect(await idsOf(store)).toEqual(['1', '2']);
      expect((await store.recent({ query: pizza, limit: 9 })).posts.map(({ post }) => post.source)).toEqual([
        'test',
        'other',
      ]);
      expect(await idsOf(store, 0, 'cheese')).toEqual([]);
      for (const step of [10_000, 60_000, 3_600_000]) {
        const [bucket] = await store.buckets({ ...all, step });
        expect(bucket?.posts).toBe(3);
        expect(Object.fromEntries(bucket?.hashtags ?? [])).toEqual({ rome: 2, milan: 1 });
        expect(Object.fromEntries(bucket?.words ?? [])).toEqual({ great: 2, cheese: 1, oven: 1 });
      }
      expect(store.health().retractions).toEqual({ waiting: 0, lost: 0 });
    });

    it('deletes all posts of an account, and what is deleted stays so', async () => {
      const first = opened();
      const odd = 'a"\\\u0000é';
      first.put(
        ...Array.from({ length: 600 }, (_, index) => resultOf({ id: String(index), at: start + index, author: odd })),
        resultOf({ id: 'b', at: start, author: 'bob' }),
        resultOf({ id: 'o', at: start, author: odd, source: 'other' }),
      );
      expect(await idsOf(first.store)).toHaveLength(602);
      first.put({ type: 'account-ended', source: 'test', author: odd });
      await ended(first);
      expect(await idsOf(opened().store)).toEqual(['b', 'o']);
    });
  });
}
