import { DatabaseSync } from 'node:sqlite';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CompiledQuery, Kysely, type LogEvent } from 'kysely';
import { expect, it, onTestFinished } from 'vitest';
import { migrate } from '../../../src/store/migrations.ts';
import { readPosts } from '../../../src/store/read.ts';
import type { Schema } from '../../../src/store/schema.ts';
import { sqliteDialect } from '../../../src/store/sqlite.ts';

/*
 * Given two lower bounds of a time, SQLite searches by one, perhaps that of the whole request, and then it reads all pages
 * before this one again.
 */
it.each([
  ['oldest', [/\(at, seq\) > /, /"at" < /]],
  ['newest', [/"at" >= /, /\(at, seq\) < /]],
] as const)(
  'a page of the %s posts has one bound on each side, the end of the page before it',
  async (order, bounds) => {
    const folder = mkdtempSync(join(tmpdir(), 'undertone-'));
    const path = join(folder, 'store.db');
    const statements: string[] = [];
    const log = ({ query }: LogEvent): void => void statements.push(query.sql);
    const database = new Kysely<Schema>({ dialect: sqliteDialect(path), log });
    onTestFinished(async () => {
      await database.destroy();
      rmSync(folder, { recursive: true });
    });
    await migrate(database, 'sqlite');
    await database.executeQuery(CompiledQuery.raw("insert into undertone_queries (id, canonical) values (1, 'pizza')"));
    const request = { query: 'pizza', from: 0, to: 10, order, storedSince: 0, limit: 10 };
    await readPosts(database, { ...request, upTo: 99, after: { at: 5, seq: 7 } });
    const read = statements.at(-1) ?? '';
    expect(read.match(/("at"|\(at, seq\)) [<>]/g)).toHaveLength(2);
    for (const bound of bounds) expect(read).toMatch(bound);
    const plan = new DatabaseSync(path).prepare(`explain query plan ${read}`).all();
    expect(plan.map(({ detail }) => detail)).toEqual([
      'SEARCH undertone_posts USING INDEX undertone_posts_in_time (query_id=? AND at>? AND at<?)',
    ]);
  },
);
