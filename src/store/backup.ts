import { existsSync, renameSync, rmSync } from 'node:fs';
import { sql } from 'kysely';
import { createPrivateFile } from '../node/private-file.ts';
import type { Database } from './schema.ts';
import { latestVersion } from './migrations.ts';

/**
 * Copies a SQLite file of an older version to `PATH.version-N` before it is migrated, so that an older program can go
 * back to it. Does nothing for a new file, for the current version, and where the copy exists.
 */
export async function backUp(database: Database, path: string): Promise<void> {
  const version = await versionOf(database);
  const copy = `${path}.version-${version}`;
  if (version === 0 || version >= latestVersion || existsSync(copy)) return;
  // Under another name until it is complete.
  const part = `${copy}.part-${process.pid}`;
  rmSync(part, { force: true });
  createPrivateFile(part);
  await sql`vacuum into ${part}`.execute(database);
  renameSync(part, copy);
}

async function versionOf(database: Database): Promise<number> {
  const { rows } = await sql`select name from sqlite_master where name = 'undertone_meta'`.execute(database);
  if (rows.length === 0) return 0;
  const meta = await database.selectFrom('undertone_meta').select('version').executeTakeFirst();
  return meta?.version ?? 0;
}
