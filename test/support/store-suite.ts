import { firstValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { ScoredPost } from '../../src/graph/index.ts';
import { parseQuery } from '../../src/query/index.ts';
import type { Archive } from '../../src/store/index.ts';
import { readPages } from './read-pages.ts';
import { resultOf } from './results.ts';
import { useStores, type StorePlace } from './store-place.ts';

/** The start of today, because much older buckets are deleted. */
const start = Math.floor(Date.now() / 86_400_000) * 86_400_000;
const pizza = parseQuery('pizza').canonical;
const all = { query: pizza, from: 0, to: 2 ** 52 };

const historyOf = async (store: Archive, since = 0, query = pizza): Promise<readonly ScoredPost[]> =>
  (await readPages(await firstValueFrom(store.history(query, since)))).flat();
const idsOf = async (store: Archive, since = 0, query = pizza) =>
  (await historyOf(store, since, query)).map(({ post }) => post.id);

export function describeStore(name: string, makePlace: () => Promise<StorePlace>): void {
  describe(name, () => {
    const { place, opened, ended } = useStores(makePlace);

    it('gives back what went in right before, oldest first, figure for figure', async () => {
      const { store, put } = opened();
      const second = resultOf({
        id: '2',
        at: start + 500,
        source: 'demo',
        author: 'ann',
        createdAt: '2026-01-15T11:00:00.5+01:00',
        hashtags: ['Rome'],
        reply: true,
        compound: 0.6369,
        topic: -0.1531,
        tags: { rome: 2, ['__proto__']: 1 },
      });
      put(second, resultOf({ id: '1', at: start }), resultOf({ id: '3', at: start + 500, compound: -0.296 }));
      const history = await historyOf(store);
      expect(history.map((result) => result.post.id)).toEqual(['1', '2', '3']);
      expect(history[1]).toEqual(second.result);
      expect(await idsOf(store, start + 1)).toEqual(['2', '3']);
      expect(await idsOf(store, 0, 'pasta')).toEqual([]);
    });

    it('keeps all that was written beyond the end of the program', async () => {
      const first = opened();
      first.put(resultOf({ id: '1', at: start }), resultOf({ id: '2', at: start + 1 }));
      await ended(first);
      expect(first.store.health()).toMatchObject({ written: 2, waiting: 0, shed: { full: 0, failed: 0 } });
      expect(await idsOf(opened().store)).toEqual(['1', '2']);
    });

    it('counts a post once for a query, for any number and order of repetitions', async () => {
      const first = opened();
      first.put(
        resultOf({ id: '1', at: start, compound: 0.5 }),
        resultOf({ id: '1', at: start, compound: 0.5 }),
        resultOf({ id: '1', at: start, source: 'other' }),
        resultOf({ id: '1', at: start, query: 'pasta' }),
      );
      await ended(first);
      const again = opened();
      again.put(resultOf({ id: '1', at: start + 86_400_000, compound: 0.5 }), resultOf({ id: '2', at: start }));
      expect(await idsOf(again.store)).toEqual(['1', '1', '2']);
      expect(await again.store.buckets({ ...all, step: 10_000 })).toMatchObject([{ at: start, posts: 3 }]);
      expect(await again.store.buckets({ ...all, query: 'pasta', step: 3_600_000 })).toMatchObject([{ posts: 1 }]);
      expect(again.store.health()).toMatchObject({ written: 2, repeated: 1 });
    });

    it('keeps a late post, but counts it in no bucket', async () => {
      const { store, put } = opened();
      put(resultOf({ id: '1', at: start, late: true }), resultOf({ id: '2', at: start }));
      expect(await idsOf(store)).toEqual(['1', '2']);
      expect(await store.buckets({ ...all, step: 60_000 })).toMatchObject([{ posts: 1 }]);
    });

    it('keeps posts without a score apart, and returns them without shares', async () => {
      const { store, put } = opened();
      put(
        resultOf({ id: '1', at: start, compound: 0.5, topic: 0.5 }),
        resultOf({ id: '2', at: start, unscored: true }),
      );
      const [second, first] = (await store.recent({ query: pizza, limit: 2 })).posts;
      expect(second).toMatchObject({ post: { id: '2' }, score: { compound: 0 }, scored: false });
      expect(second?.score.pos).toBeUndefined();
      expect(first).toMatchObject({ post: { id: '1' }, score: { pos: 0.125, neu: 0.5, neg: 0.375 } });
      expect(first).not.toHaveProperty('scored');
      for (const step of [10_000, 60_000, 120_000]) {
        const buckets = await store.buckets({ query: pizza, from: start, to: start + step, step });
        expect(buckets).toMatchObject([{ posts: 2, positive: 1, neutral: 0, unscored: 1, compoundSum: 0.5 }]);
      }
    });

    it('sums up the posts of a bucket that arrive at different times, at every length', async () => {
      const { store, put } = opened();
      put(resultOf({ id: '1', at: start + 1, compound: 0.4215, topic: 0.1, tags: { a: 1, b: 2 } }));
      await idsOf(store);
      put(
        resultOf({ id: '2', at: start + 9_999, compound: -0.34, topic: -0.5, tags: { b: 1 } }),
        resultOf({ id: '3', at: start + 10_000, compound: 0.05 }),
        resultOf({ id: '4', at: start + 90_000_000 }),
      );
      const first = { positive: 1, negative: 1, neutral: 0, unscored: 0, compoundSum: 0.0815, topicCompoundSum: -0.4 };
      expect(await store.buckets({ query: pizza, from: start, to: start + 20_000, step: 10_000 })).toEqual([
        {
          at: start,
          posts: 2,
          ...first,
          compoundSquares: 0.29326225,
          hashtags: [
            ['b', 3],
            ['a', 1],
          ],
          words: [['post', 2]],
          tracked: 1,
        },
        {
          at: start + 10_000,
          posts: 1,
          positive: 0,
          negative: 0,
          neutral: 1,
          unscored: 0,
          compoundSum: 0.05,
          compoundSquares: 0.0025,
          topicCompoundSum: 0,
          hashtags: [],
          words: [['post', 1]],
          tracked: 1,
        },
      ]);
      for (const step of [20_000, 60_000, 120_000, 3_600_000, 7_200_000]) {
        const buckets = await store.buckets({ query: pizza, from: start, to: start + step, step });
        expect(buckets).toMatchObject([{ at: start, ...first, posts: 3, neutral: 1, compoundSum: 0.1315 }]);
      }
      expect(await store.buckets({ query: pizza, from: start + 1, to: start + 10_001, step: 10_000 })).toMatchObject([
        { at: start + 10_000 },
      ]);
    });

    it('keeps only the ids of posts whose source allows no more', async () => {
      const { store, put } = opened();
      put(
        resultOf({
          id: '1',
          source: 'x',
          at: start,
          text: 'secret',
          author: 'ann',
          compound: 0.5,
          tags: { secret: 1 },
        }),
      );
      const [kept] = (await store.recent({ query: pizza, limit: 1 })).posts;
      expect(kept).toEqual({
        post: { id: '1', source: 'x', at: start },
        score: { compound: 0.5, pos: 0.125, neu: 0.5, neg: 0.375 },
        topic: { compound: 0, polarityIndex: 2 },
        hashtags: {},
      });
      expect((await historyOf(store))[0]?.post.text).toBe('');
    });

    it('accepts every character that a post or a query may contain', async () => {
      const { store, put } = opened();
      const odd = 'a\u0000b\ud800"\\\'\n🍕';
      put(
        resultOf({ id: odd, source: odd, text: odd, author: odd, at: start, tags: { [odd]: 1 }, query: '"ピザ 🍕"' }),
      );
      const query = parseQuery('"ピザ 🍕"').canonical;
      const [result] = await historyOf(store, 0, query);
      expect(result).toMatchObject({ post: { id: odd, source: odd, text: odd, author: odd }, hashtags: { [odd]: 1 } });
      expect((await store.buckets({ ...all, query, step: 10_000 }))[0]?.hashtags).toEqual([[odd, 1]]);
    });

    it('lists recent posts newest first, before a time, up to the limit', async () => {
      const { store, put } = opened();
      put(...[3, 1, 2, 4].map((id) => resultOf({ id: String(id), at: start + id })));
      const recent = async (limit: number, before?: number) =>
        (await store.recent({ query: pizza, limit, before })).posts.map(({ post }) => post.id);
      expect(await recent(10)).toEqual(['4', '3', '2', '1']);
      expect(await recent(2)).toEqual(['4', '3']);
      expect(await recent(2, start + 3)).toEqual(['2', '1']);
    });

    it('lists and exports a post that claims a time in the future as of when it came', async () => {
      const { store, put } = opened();
      const claimed = { ...resultOf({ id: 'future', at: 253_402_300_799_999 }), at: start + 1 };
      put(resultOf({ id: 'before', at: start }), claimed, resultOf({ id: 'after', at: start + 2 }));
      const recent = await store.recent({ query: pizza, limit: 9 });
      expect(recent.posts.map(({ post }) => post.id)).toEqual(['after', 'future', 'before']);
      expect(await idsOf(store)).toEqual(['before', 'future', 'after']);
      expect(await store.buckets({ ...all, step: 10_000 })).toMatchObject([{ at: start, posts: 3 }]);
    });

    it('continues after the end of a page, also within one millisecond, and leaves out later posts', async () => {
      const { store, put } = opened();
      const ids = Array.from({ length: 2_500 }, (_, index) => String(index));
      put(...ids.map((id, index) => resultOf({ id, at: start + (index >> 10) })));
      const pages: string[][] = [];
      for await (const page of store.exported(all)) {
        pages.push(page.map(({ post }) => post.id));
        put(resultOf({ id: `after ${pages.length}`, at: start + 10 }));
      }
      expect(pages.map((page) => page.length)).toEqual(Array.from({ length: 10 }, () => 250));
      expect(pages.flat()).toEqual(ids);
      expect(await idsOf(store)).toHaveLength(2_510);
    });

    it('reads history in pages of a hundred, of what was stored when it was asked, whenever they are read', async () => {
      const { store, put } = opened();
      const ids = Array.from({ length: 250 }, (_, index) => String(index));
      put(...ids.map((id) => resultOf({ id, at: start })));
      const readFirst = await firstValueFrom(store.history(pizza, 0));
      put(resultOf({ id: 'after', at: start }));
      expect(await idsOf(store)).toContain('after');
      const pages = await readPages(readFirst);
      expect(pages.map((page) => page.length)).toEqual([100, 100, 50]);
      expect(pages.flat().map(({ post }) => post.id)).toEqual(ids);
    });

    it('migrates a store of the first version without loss', async () => {
      const older = opened();
      older.put(resultOf({ id: '1', at: start, author: 'a"b' }), resultOf({ id: '3', at: start, author: 'ann' }));
      await ended(older);
      for (const table of ['words', 'runs', 'coverage', 'gaps'])
        await place().sabotage(`drop table undertone_${table}`);
      await place().sabotage('alter table undertone_buckets drop column written_at');
      await place().sabotage('alter table undertone_buckets drop column unscored');
      await place().sabotage('alter table undertone_posts drop column scored');
      for (const index of ['name', 'author']) await place().sabotage(`drop index undertone_posts_by_${index}`);
      for (const column of ['author', 'late'])
        await place().sabotage(`alter table undertone_posts drop column ${column}`);
      for (const table of ['alerts', 'alert_deliveries', 'alert_attempts', 'alert_posts'])
        await place().sabotage(`drop table undertone_${table}`);
      await place().sabotage('update undertone_meta set version = 1');
      const { store, put } = opened();
      put(resultOf({ id: '1', at: start }), resultOf({ id: '2', at: start }));
      expect(await idsOf(store)).toEqual(['1', '3', '2']);
      expect(await store.buckets({ ...all, step: 10_000 })).toMatchObject([{ posts: 3 }]);
      put(
        { type: 'account-ended', source: 'test', author: 'a"b' },
        { type: 'account-ended', source: 'test', author: 'ann' },
      );
      expect(await idsOf(store)).toEqual(['2']);
    });

    it('is refused when a newer program has written it', async () => {
      const older = opened();
      await idsOf(older.store);
      await ended(older);
      await place().sabotage('update undertone_meta set version = 99');
      const newer = opened();
      await expect(newer.done).rejects.toThrow(/version 99.*start a newer Undertone/);
      await expect(newer.store.recent({ query: pizza, limit: 1 })).rejects.toThrow('version 99');
    });

    it('reports trouble, retries, and loses nothing', async () => {
      const { store, put, troubles } = opened({ limits: { pauseMs: 10, maxPauseMs: 50 } });
      put(resultOf({ id: '1', at: start }));
      await idsOf(store);
      await place().sabotage('alter table undertone_posts rename to away');
      put(resultOf({ id: '2', at: start }));
      await expect(idsOf(store)).rejects.toMatchObject({ code: 'store_failed' });
      expect(store.health().trouble).toContain('The store fails: ');
      await place().sabotage('alter table away rename to undertone_posts');
      await expect.poll(() => store.health().trouble, { timeout: 10_000 }).toBeUndefined();
      expect(await idsOf(store)).toEqual(['1', '2']);
      expect(troubles).toEqual([expect.stringContaining('The store fails: '), undefined]);
      expect(store.health().retried).toBeGreaterThan(0);
    });

    it('is shared by two programs at once', async () => {
      const [one, other] = [opened(), opened()];
      const ids = Array.from({ length: 400 }, (_, index) => String(index));
      one.put(...ids.map((id) => resultOf({ id, at: start })));
      other.put(...ids.map((id) => resultOf({ id, at: start })));
      await Promise.all([idsOf(one.store), idsOf(other.store)]);
      expect(await one.store.buckets({ ...all, step: 10_000 })).toMatchObject([{ posts: 400 }]);
      expect(await idsOf(other.store)).toHaveLength(400);
    });
  });
}
