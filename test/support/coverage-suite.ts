import { Subject } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CoverageChange } from '../../src/store/index.ts';
import { openStore, type OpenStore } from './open-store.ts';
import { resultOf } from './results.ts';
import type { StorePlace } from './store-suite.ts';

/** After the wall clock, from which on coverage is stored, and a multiple of every step. */
const start = Math.ceil(Date.now() / 86_400_000) * 86_400_000;
const step = 10_000;

/** The promises of every store about what was tracked and what is missing. */
export function describeCoverage(name: string, makePlace: () => Promise<StorePlace>): void {
  describe(`${name}, asked what was tracked`, () => {
    let place: StorePlace;
    let open: OpenStore[];

    /** A store that records changes at an event time which the test moves. */
    const opened = () => {
      const store = openStore({ spec: place.spec });
      open.push(store);
      const changes$ = new Subject<CoverageChange>();
      const clock = { now: start };
      const done = new Promise<void>((resolve, reject) => {
        store.store.cover(changes$, () => clock.now).subscribe({ complete: resolve, error: reject });
      });
      const trackedOf = async (query: string, ms = 60_000, from = start) =>
        (await store.store.buckets({ query, from, to: from + ms, step })).map(({ at, posts, tracked }) => [
          (at - start) / step,
          posts,
          tracked,
        ]);
      return { ...store, changes$, clock, done, trackedOf };
    };

    beforeEach(async () => {
      open = [];
      place = await makePlace();
    });
    afterEach(async () => {
      for (const store of open) await store.end().catch(() => undefined);
      await place.remove();
    });

    it('tells silence from time in which the query was not tracked', async () => {
      const { changes$, clock, trackedOf, put } = opened();
      changes$.next({ type: 'live', source: 'demo', at: start });
      changes$.next({ type: 'tracked', query: 'pizza', at: start + 5_000 });
      put(resultOf({ id: '1', at: start + 6_000 }));
      clock.now = start + 22_500;
      expect(await trackedOf('pizza')).toEqual([
        [0, 1, 0.5],
        [1, 0, 1],
        [2, 0, 0.25],
      ]);
      changes$.next({ type: 'untracked', query: 'pizza', at: start + 25_000 });
      clock.now = start + 45_000;
      changes$.next({ type: 'tracked', query: 'pizza', at: start + 50_000 });
      clock.now = start + 60_000;
      expect(await trackedOf('pizza')).toEqual([
        [0, 1, 0.5],
        [1, 0, 1],
        [2, 0, 0.5],
        [5, 0, 1],
      ]);
      expect(await trackedOf('pasta')).toEqual([]);
    });

    it('counts time in which no source was live as not tracked', async () => {
      const { changes$, clock, trackedOf } = opened();
      changes$.next({ type: 'tracked', query: 'pizza', at: start });
      changes$.next({ type: 'live', source: 'demo', at: start + 10_000 });
      changes$.next({ type: 'live', source: 'other', at: start + 15_000 });
      changes$.next({ type: 'not-live', source: 'demo', at: start + 20_000 });
      changes$.next({ type: 'not-live', source: 'other', at: start + 30_000 });
      changes$.next({ type: 'live', source: 'demo', at: start + 38_000 });
      clock.now = start + 40_000;
      expect(await trackedOf('pizza')).toEqual([
        [1, 0, 1],
        [2, 0, 1],
        [3, 0, 0.2],
      ]);
    });

    it('ends what was tracked with the program, and goes on with the next one', async () => {
      const first = opened();
      first.changes$.next({ type: 'live', source: 'demo', at: start });
      first.changes$.next({ type: 'tracked', query: 'pizza', at: start });
      first.changes$.next({
        type: 'gap',
        gap: { source: 'demo', from: start + 1_000, to: null, cause: 'It is away.', filled: 'none' },
      });
      first.clock.now = start + 10_000;
      expect(await first.trackedOf('pizza')).toEqual([[0, 0, 1]]);
      const second = opened();
      second.changes$.next({ type: 'live', source: 'demo', at: start + 40_000 });
      second.changes$.next({ type: 'tracked', query: 'pizza', at: start + 40_000 });
      second.clock.now = start + 50_000;
      expect(await second.trackedOf('pizza')).toEqual([
        [0, 0, 1],
        [4, 0, 1],
      ]);
    });

    it('counts posts from before coverage was kept as tracked, and posts without coverage too', async () => {
      const { changes$, clock, trackedOf, put } = opened();
      put(resultOf({ id: '1', at: start - 2 * 86_400_000 }), resultOf({ id: '2', at: start }));
      changes$.next({ type: 'live', source: 'demo', at: start + 5_000 });
      changes$.next({ type: 'tracked', query: 'pizza', at: start + 10_000 });
      clock.now = start + 20_000;
      expect(await trackedOf('pizza', 60_000, start - 2 * 86_400_000)).toMatchObject([[expect.any(Number), 1, 1]]);
      expect(await trackedOf('pizza')).toEqual([
        [0, 1, 1],
        [1, 0, 1],
      ]);
    });

    it('goes back to the time of a recording', async () => {
      const { changes$, clock, trackedOf } = opened();
      clock.now = start + 3_600_000;
      changes$.next({ type: 'live', source: 'file', at: clock.now });
      changes$.next({ type: 'tracked', query: 'pizza', at: clock.now });
      expect(await trackedOf('pizza')).toEqual([]);
      clock.now = start;
      expect(await trackedOf('pizza')).toEqual([]);
      clock.now = start + 10_000;
      expect(await trackedOf('pizza')).toEqual([[0, 0, 1]]);
    });

    it('keeps gaps with their causes, open ones too', async () => {
      const { store, changes$ } = opened();
      const gap = { source: 'demo', from: start, to: null, cause: 'The host “ä” is away.', filled: 'none' } as const;
      changes$.next({ type: 'gap', gap });
      expect(await store.gaps({ from: start, to: start + 1 })).toEqual([gap]);
      const over = { ...gap, to: start + 5_000, filled: 'partial' } as const;
      changes$.next({ type: 'gap', gap: over });
      changes$.next({ type: 'gap', gap: { ...over, from: start + 8_000, to: start + 9_000 } });
      expect(await store.gaps({ from: start, to: start + 10_000 })).toEqual([
        over,
        { ...over, from: start + 8_000, to: start + 9_000 },
      ]);
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
