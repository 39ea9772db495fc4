import { afterEach, describe, expect, it } from 'vitest';
import { openStore } from '../support/open-store.ts';
import { makePostgresPlace } from '../support/postgres-place.ts';
import { resultOf } from '../support/results.ts';
import type { StorePlace } from '../support/store-place.ts';

let place: StorePlace;
afterEach(() => place.remove());

describe('a store whose connections are cut while it writes', () => {
  it('continues with new ones, loses nothing and counts nothing twice', async () => {
    place = await makePostgresPlace();
    const { store, put, end } = openStore({ spec: place.spec, limits: { pauseMs: 20, flushMs: 20 } });
    const at = Date.now();
    const written = (): number => store.health().written;
    let posts = 0;
    for (let cut = 0; cut < 5; cut += 1) {
      const before = written();
      for (let count = 0; count < 2_000; count += 1) {
        put(resultOf({ id: String(posts), at }));
        posts += 1;
      }
      await expect.poll(written, { timeout: 10_000, interval: 1 }).toBeGreaterThan(before);
      await place.sabotage(
        "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'undertone'",
      );
    }
    await expect.poll(() => store.health().waiting, { timeout: 10_000 }).toBe(0);
    const [bucket] = await store.buckets({ query: 'pizza', from: 0, to: 2 * at, step: 86_400_000 });
    expect(bucket?.posts).toBe(posts);
    expect(store.health()).toMatchObject({ trouble: undefined, shed: { full: 0, failed: 0 } });
    await end();
  });
});
