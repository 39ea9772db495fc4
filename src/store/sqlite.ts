import { dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { SqliteDialect, type Dialect, type SqliteDatabase } from 'kysely';
import { RecentMap } from '../model/index.ts';
import { createPrivateFile } from '../node/private-file.ts';
import { makeFolder } from '../node/make-folder.ts';

/** The longest wait for another program that writes, in ms. */
const busyMs = 5_000;
/** The most statements that stay prepared. */
const maxStatements = 64;

/** Creates Kysely's SQLite dialect over Node's own SQLite. The only import of it. Opens the file with the first statement. */
export function sqliteDialect(path: string): Dialect {
  return new SqliteDialect({ database: () => Promise.resolve(openDatabase(path)) });
}

function openDatabase(path: string): SqliteDatabase {
  const database = path === ':memory:' ? openTemporary() : openFile(path);
  const prepared = new RecentMap<string, SqliteDatabase['prepare'] extends (sql: string) => infer S ? S : never>(
    maxStatements,
  );
  return {
    prepare: (text) => {
      const known = prepared.get(text);
      if (known !== undefined) return known;
      const statement = adapt(database.prepare(text));
      if (text === rollback) statement.run = rollbackOf(database);
      prepared.set(text, statement);
      return statement;
    },
    close: () => {
      database.close();
    },
  };
}

function openFile(path: string): DatabaseSync {
  makeFolder(dirname(path));
  // SQLite gives the files beside it the same permissions.
  createPrivateFile(path);
  const database = new DatabaseSync(path, { timeout: busyMs });
  // In WAL mode, NORMAL loses nothing when the program is killed, and at most the last commits in a power failure.
  database.exec('pragma journal_mode = wal; pragma synchronous = normal');
  return database;
}

/** Opens a nameless temporary file, which is deleted with the program: data of a day does not belong in memory. */
function openTemporary(): DatabaseSync {
  const database = new DatabaseSync('');
  database.exec('pragma journal_mode = memory; pragma synchronous = off');
  return database;
}

const rollback = 'rollback';

/** SQLite ends some transactions by itself, as when the disk is full; an error of the ROLLBACK would hide the cause. */
const rollbackOf = (database: DatabaseSync) => () => {
  if (database.isTransaction) database.exec(rollback);
  return { changes: 0, lastInsertRowid: 0 };
};

function adapt(statement: StatementSync): ReturnType<SqliteDatabase['prepare']> {
  const names = statement.columns().map(({ name }) => name);
  const all = (parameters: readonly unknown[]): Readonly<Record<string, unknown>>[] => {
    const rows: unknown = statement.all(...parameters.map(inputOf));
    return Array.isArray(rows) ? rows.map((row: unknown) => objectOf(names, row)) : [];
  };
  // Node returns rows as objects three times as slowly as arrays.
  statement.setReturnArrays(true);
  return {
    reader: names.length > 0,
    all,
    iterate: (parameters) => all(parameters).values(),
    run: (parameters) => statement.run(...parameters.map(inputOf)),
  };
}

function objectOf(names: readonly string[], row: unknown): Readonly<Record<string, unknown>> {
  const object: Record<string, unknown> = {};
  if (!Array.isArray(row)) return object;
  const values: readonly unknown[] = row;
  for (let index = 0; index < names.length; index += 1) object[names[index] ?? ''] = values[index];
  return object;
}

function inputOf(value: unknown): SQLInputValue {
  if (value === null || typeof value === 'string' || typeof value === 'number') return value;
  throw new TypeError(`SQLite cannot store a value of the type ${typeof value}.`);
}
