import { describe, expect, it } from 'vitest';
import { resultOf } from './results.ts';
import { useStores, type StorePlace } from './store-place.ts';

/** After the wall clock, from which on coverage is stored, and a multiple of every step. */
const start = Math.ceil(Date.now() / 86_400_000) * 86_400_000;
const step = 10_000;

/** The promises of every store about what was tracked and what is missing. */
export function describeCoverage(name: string, makePlace: () => Promise<StorePlace>): void {
  describe(`${name}, asked what was covered`, () => {
    const { opened: openedStore } = useStores(makePlace);

    const opened = () => {
      const store = openedStore();
      const started = (at: number) => {
        store.put({ type: 'coverage-started', query: 'pizza', at });
      };
      const ended = (at: number) => {
        store.put({ type: 'coverage-ended', query: 'pizza', at });
      };
      const reached = (at: number) => {
        store.put({ type: 'coverage-reached', at, now: at });
      };
      const trackedOf = async (query: string, ms = 60_000, from = start) =>
        (await store.store.buckets({ query, from, to: from + ms, step })).map(({ at, posts, tracked }) => [
          (at - start) / step,
          posts,
          tracked,
        ]);
      return { ...store, started, ended, reached, trackedOf };
    };

    it('distinguishes silence from time in which the query was not covered', async () => {
      const { started, ended, reached, trackedOf, put } = opened();
      started(start + 5_000);
      put(resultOf({ id: '1', at: start + 6_000 }));
      reached(start + 22_500);
      expect(await trackedOf('pizza')).toEqual([
        [0, 1, 0.5],
        [1, 0, 1],
        [2, 0, 0.25],
      ]);
      ended(start + 25_000);
      reached(start + 45_000);
      started(start + 50_000);
      reached(start + 60_000);
      expect(await trackedOf('pizza')).toEqual([
        [0, 1, 0.5],
        [1, 0, 1],
        [2, 0, 0.5],
        [5, 0, 1],
      ]);
      expect(await trackedOf('pasta')).toEqual([]);
    });

    it('ends what was covered with the program, and continues with the next one', async () => {
      const first = opened();
      first.started(start);
      first.put({ type: 'gap', source: 'demo', id: 1, from: start + 1_000, cause: 'It is away.', filled: 'none' });
      first.reached(start + 10_000);
      expect(await first.trackedOf('pizza')).toEqual([[0, 0, 1]]);
      // The first one ends nothing, as if it had been killed.
      const second = opened();
      second.started(start + 40_000);
      second.reached(start + 50_000);
      expect(await second.trackedOf('pizza')).toEqual([
        [0, 0, 1],
        [4, 0, 1],
      ]);
    });

    it('counts buckets with posts from before coverage was kept as covered, and others for the time that no report covers', async () => {
      const { started, reached, trackedOf, put } = opened();
      put(resultOf({ id: '1', at: start - 2 * 86_400_000 }), resultOf({ id: '2', at: start }));
      started(start + 10_000);
      reached(start + 20_000);
      expect(await trackedOf('pizza', 60_000, start - 2 * 86_400_000)).toMatchObject([[expect.any(Number), 1, 1]]);
      expect(await trackedOf('pizza')).toEqual([
        [0, 1, 0.1],
        [1, 0, 1],
      ]);
    });

    it('keeps gaps with their causes, open ones too, in their last form', async () => {
      const { store, put } = opened();
      const gap = { source: 'demo', from: start, cause: 'The host “ä” is away.', filled: 'none' } as const;
      put({ type: 'gap', id: 1, ...gap });
      expect(await store.gaps({ from: start, to: start + 1 })).toEqual([{ ...gap, to: null }]);
      const over = { ...gap, from: start - 500, to: start + 5_000, filled: 'partial' } as const;
      const next = { ...over, from: start + 8_000, to: start + 9_000 };
      put({ type: 'gap', id: 1, ...over }, { type: 'gap', id: 2, ...next });
      expect(await store.gaps({ from: start, to: start + 10_000 })).toEqual([over, next]);
      expect(await store.gaps({ from: start + 5_000, to: start + 8_000 })).toEqual([]);
    });

    it('keeps the most frequent words of each bucket, without those of the query', async () => {
      const { store, put } = opened();
      const texts = ['Pizza crust in Rome', 'crust pizza', 'a crust from Naples'];
      put(...texts.map((text, index) => resultOf({ id: String(index), text, at: start + index * step })));
      const words = async (length: number) =>
        (await store.buckets({ query: 'pizza', from: start, to: start + 60_000, step: length })).map(
          (each) => each.words,
        );
      expect(await words(60_000)).toEqual([
        [
          ['crust', 3],
          ['naples', 1],
          ['rome', 1],
        ],
      ]);
      expect(await words(step)).toEqual([
        [
          ['crust', 1],
          ['rome', 1],
        ],
        [['crust', 1]],
        [
          ['crust', 1],
          ['naples', 1],
        ],
      ]);
      put(
        resultOf({ id: '9', text: 'Rome again', at: start }),
        resultOf({ id: '10', source: 'x', text: 'secret', at: start }),
      );
      expect((await words(60_000))[0]).toEqual([
        ['crust', 3],
        ['rome', 2],
        ['again', 1],
        ['naples', 1],
      ]);
    });
  });
}
