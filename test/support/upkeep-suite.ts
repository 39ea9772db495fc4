import { afterEach, describe, expect, it } from 'vitest';
import type { Backend, PruneRequest } from '../../src/store/backend.ts';
import { createDatabase } from '../../src/store/database.ts';
import { pruneRequestOf, retentionOf } from '../../src/store/retention.ts';
import { rowOf } from '../../src/store/rows.ts';
import { resultOf, type ResultSpec } from './results.ts';
import { useStores, type StorePlace } from './store-place.ts';

/** The start of today, because much older buckets are deleted. */
const start = Math.floor(Date.now() / 86_400_000) * 86_400_000;
const hourMs = 3_600_000;
const all = { query: 'pizza', from: 0, to: 2 ** 52 };

/** The promises of every store about what it deletes. */
export function describeUpkeep(name: string, makePlace: () => Promise<StorePlace>): void {
  describe(`${name}, in its upkeep`, () => {
    const { place, opened, ended } = useStores(makePlace);
    let database: Backend | undefined;
    afterEach(async () => {
      await database?.close();
      database = undefined;
    });

    it('hides posts that are too old at once, and still counts them once', async () => {
      const first = opened();
      first.put(resultOf({ id: '1', at: start }));
      await ended(first);
      const { store, put } = opened({ keepPostsMs: 0 });
      put(resultOf({ id: '1', at: start }));
      expect((await store.recent({ query: all.query, limit: 10 })).posts).toEqual([]);
      expect(await store.buckets({ ...all, step: 10_000 })).toMatchObject([{ posts: 1 }]);
    });

    it('keeps the buckets of old posts as long as those of new ones, and then deletes them, the finest first', async () => {
      const first = opened();
      const old = start - 60 * 86_400_000;
      first.put(resultOf({ id: '1', at: old }));
      await ended(first);
      const second = opened();
      second.put(resultOf({ id: '2', at: start }));
      expect(await second.store.buckets({ ...all, step: 10_000 })).toMatchObject([{ at: old }, { at: start }]);
      await ended(second);
      // As in a store of the first version, or in one that has not been written for two months.
      await place().sabotage('update undertone_buckets set written_at = 0');
      const { store } = opened();
      await expect
        .poll(() => store.buckets({ ...all, step: 10_000 }), { timeout: 10_000 })
        .toMatchObject([{ at: start }]);
      expect(await store.buckets({ ...all, step: 60_000 })).toMatchObject([{ at: old }, { at: start }]);
    });

    /** A database without its thread, with results written at `start`, and with the function that prunes it. */
    const written = async (...specs: readonly ResultSpec[]) => {
      const backend = await createDatabase(place().spec);
      database = backend;
      const { open: openDatabase, write, cover, prune, buckets } = backend;
      await openDatabase();
      const rows = specs.map((spec) => rowOf(resultOf(spec), () => false)).filter((row) => row !== undefined);
      if (rows.length > 0) await write(rows, start);
      const pruneAt = async (now: number, maxQueries: number): Promise<void> => {
        const request = (after: number): PruneRequest => ({
          ...pruneRequestOf(retentionOf(hourMs), now, after),
          maxQueries,
        });
        for (let after: number | undefined = 0; after !== undefined;) after = await prune(request(after));
      };
      const hasHistory = async (query: string): Promise<boolean> =>
        (await buckets({ query, from: 0, to: 2 ** 52, step: hourMs }, start)).length > 0;
      return { cover, pruneAt, hasHistory };
    };
    /** Whether a query has a row, which a second one of the same name would contradict. */
    const isKnown = async (query: string): Promise<boolean> => {
      const insertion = `insert into undertone_queries (id, canonical) values (-1, '${query}')`;
      try {
        await place().sabotage(insertion);
      } catch {
        return true;
      }
      await place().sabotage('delete from undertone_queries where id = -1');
      return false;
    };
    const spanOf = (query: string, to: number | undefined) => ({ query, from: start, to });

    it('forgets a query without posts when its coverage has, also where the program was killed, and none that is tracked', async () => {
      const { cover, pruneAt } = await written();
      const spans = [spanOf('ended', start + 1), spanOf('open', undefined)];
      await cover({ run: 'killed', startedAt: start, until: start + 2, spans, gaps: [] }, start);
      const live = { run: 'live', startedAt: start, spans: [spanOf('tracked', undefined)], gaps: [] };
      await cover({ ...live, until: start + 90 * 86_400_000 }, start);
      await pruneAt(start + hourMs, 100);
      for (const query of ['ended', 'open', 'tracked']) expect(await isKnown(query)).toBe(true);
      await pruneAt(start + 2 * hourMs, 100);
      for (const query of ['ended', 'open']) expect(await isKnown(query)).toBe(false);
      expect(await isKnown('tracked')).toBe(true);
    });

    it('keeps the history of queries as long as there is room for them', async () => {
      const { pruneAt, hasHistory } = await written({ id: '1', at: start, query: 'brief' });
      await pruneAt(start + 86_400_000, 1);
      expect(await hasHistory('brief')).toBe(true);
    });

    it('forgets those that were tracked briefly when there are too many, the oldest first, and none with posts', async () => {
      const long = Array.from({ length: 24 }, (_, hour) => ({
        id: String(hour),
        at: start - hour * hourMs,
        query: 'long',
      }));
      const brief = ['first', 'second', 'third'].map((query) => ({ id: '1', at: start, query }));
      const { pruneAt, hasHistory } = await written(...long, ...brief);
      await pruneAt(start + 1, 0);
      expect(await Promise.all(['long', 'first', 'second', 'third'].map(hasHistory))).toEqual([true, true, true, true]);
      await pruneAt(start + 86_400_000, 2);
      expect(await Promise.all(['long', 'first', 'second', 'third'].map(hasHistory))).toEqual([
        true,
        false,
        false,
        true,
      ]);
      await pruneAt(start + 86_400_000, 0);
      expect(await Promise.all(['long', 'third'].map(hasHistory))).toEqual([true, false]);
    });
  });
}
