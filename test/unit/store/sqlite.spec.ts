import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Kysely, sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDatabase } from '../../../src/store/database.ts';
import { rowOf } from '../../../src/store/rows.ts';
import { sqliteDialect } from '../../../src/store/sqlite.ts';
import { resultOf } from '../../support/results.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'undertone-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('a transaction in SQLite', () => {
  const open = async (): Promise<Kysely<unknown>> => {
    const database = new Kysely<unknown>({ dialect: sqliteDialect(join(folder, 'store.db')) });
    await sql`create table t (id integer primary key)`.execute(database);
    await sql`insert into t values (1)`.execute(database);
    return database;
  };
  const rowsIn = async (database: Kysely<unknown>): Promise<number> =>
    (await sql`select id from t`.execute(database)).rows.length;

  it('fails with its cause where SQLite has ended it by itself, as for a full disk, and the next one works', async () => {
    const database = await open();
    const failed = database.transaction().execute(async (transaction) => {
      await sql`insert into t values (2)`.execute(transaction);
      await sql`insert or rollback into t values (1)`.execute(transaction);
    });
    await expect(failed).rejects.toThrow('UNIQUE constraint failed');
    expect(await rowsIn(database)).toBe(1);
    await database.transaction().execute((transaction) => sql`insert into t values (3)`.execute(transaction));
    expect(await rowsIn(database)).toBe(2);
    await database.destroy();
  });

  it('is rolled back where SQLite has left it open', async () => {
    const database = await open();
    const failed = database.transaction().execute(async (transaction) => {
      await sql`insert into t values (2)`.execute(transaction);
      await sql`insert into t values (1)`.execute(transaction);
    });
    await expect(failed).rejects.toThrow('UNIQUE constraint failed');
    expect(await rowsIn(database)).toBe(1);
    await database.destroy();
  });
});

describe('the files of a store', () => {
  const modes = () =>
    readdirSync(folder)
      .sort()
      .map((name) => `${name} ${(statSync(join(folder, name)).mode & 0o777).toString(8)}`);
  const write = async (path: string) => {
    const store = await createDatabase({ kind: 'sqlite', path });
    await store.open();
    const row = rowOf(resultOf({ id: '1' }), () => false);
    await store.write(row === undefined ? [] : [row], Date.now());
    return store;
  };

  it('are for their owner alone, also in a folder that others can read', async () => {
    const path = join(folder, 'store.db');
    const store = await write(path);
    expect(modes()).toEqual(['store.db 600', 'store.db-shm 600', 'store.db-wal 600']);
    await store.close();
  });

  it('are so when they are copied before a migration, too', async () => {
    const path = join(folder, 'store.db');
    const first = await write(path);
    await first.close();
    const old = new DatabaseSync(path);
    old.exec('update undertone_meta set version = 1; drop table undertone_words; drop table undertone_runs');
    old.exec('drop table undertone_coverage; drop table undertone_gaps; alter table undertone_buckets drop written_at');
    old.exec('alter table undertone_posts drop scored; alter table undertone_buckets drop unscored');
    old.exec('drop index undertone_posts_by_name; drop index undertone_posts_by_author');
    old.exec('alter table undertone_posts drop author; alter table undertone_posts drop late');
    for (const table of ['alerts', 'alert_deliveries', 'alert_attempts', 'alert_posts'])
      old.exec(`drop table undertone_${table}`);
    old.close();
    const second = await write(path);
    await second.close();
    expect(existsSync(`${path}.version-1`)).toBe(true);
    expect(modes()).toContain('store.db.version-1 600');
  });
});
