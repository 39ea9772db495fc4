import { Client } from 'pg';
import { afterEach, describe, expect, it } from 'vitest';
import { openStore } from '../support/open-store.ts';
import { makePostgresPlace } from '../support/postgres-place.ts';
import { resultOf } from '../support/results.ts';

let place: Awaited<ReturnType<typeof makePostgresPlace>>;
let client: Client | undefined;
afterEach(async () => {
  await client?.end();
  await place.remove();
});

/** Another program in the same database. */
async function connect(): Promise<Client> {
  client = new Client({ connectionString: place.spec.url });
  await client.connect();
  return client;
}

const countBackends = async (other: Client, condition: string): Promise<unknown> => {
  const text = `select count(*)::int as count from pg_stat_activity where application_name = 'undertone' and ${condition}`;
  const { rows } = await other.query<{ readonly count: number }>(text);
  return rows[0]?.count;
};

describe('a store whose tables another program has locked', () => {
  it('says so after the first try, tries again and again, leaves no statement behind, and loses nothing', async () => {
    place = await makePostgresPlace();
    const { store, put, troubles, end } = openStore({ spec: place.spec, limits: { pauseMs: 20, flushMs: 20 } });
    await store.recent({ query: 'pizza', limit: 1 });
    const other = await connect();
    await other.query('begin');
    await other.query('update undertone_meta set last = last');
    put(...Array.from({ length: 10 }, (_, id) => resultOf({ id: String(id) })));
    await expect.poll(() => store.health().retried, { timeout: 60_000 }).toBeGreaterThanOrEqual(2);
    expect(troubles).toEqual([expect.stringContaining('lock timeout')]);
    expect(await countBackends(other, "wait_event_type = 'Lock'")).toBeLessThanOrEqual(2);
    await other.query('rollback');
    await expect.poll(() => store.health().written, { timeout: 60_000 }).toBe(10);
    expect(store.health()).toMatchObject({ trouble: undefined, shed: { failed: 0 } });
    await end();
  }, 120_000);

  it('replaces connections that the server has ended, and leaves none inside a transaction', async () => {
    place = await makePostgresPlace();
    const { store, put, end } = openStore({ spec: place.spec, limits: { pauseMs: 20, flushMs: 20 } });
    await store.recent({ query: 'pizza', limit: 1 });
    const other = await connect();
    const pidsBefore = await pids(other);
    await other.query("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'undertone'");
    put(resultOf({ id: '1' }));
    await expect.poll(() => store.health().written, { timeout: 60_000 }).toBe(1);
    const after = await pids(other);
    expect(after.filter((pid) => pidsBefore.includes(pid))).toEqual([]);
    expect(await countBackends(other, "state = 'idle in transaction'")).toBe(0);
    await end();
  }, 120_000);
});

it('programs that start at once on a new database make its tables without a failure', async () => {
  place = await makePostgresPlace();
  const { spec } = place;
  const stores = Array.from({ length: 4 }, () => openStore({ spec }));
  await Promise.all(stores.map(({ store }) => store.recent({ query: 'pizza', limit: 1 })));
  expect(stores.flatMap(({ troubles }) => troubles)).toEqual([]);
  await Promise.all(stores.map(({ end }) => end()));
});

async function pids(other: Client): Promise<readonly number[]> {
  const { rows } = await other.query<{ readonly pid: number }>(
    "select pid from pg_stat_activity where application_name = 'undertone'",
  );
  return rows.map(({ pid }) => pid);
}
