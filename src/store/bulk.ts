import { CompiledQuery } from 'kysely';
import type { Database, Kind, Schema } from './schema.ts';

/*
 * Statements over many rows. Kysely makes some objects for each value of a statement, which costs more than SQLite needs to
 * write it; so these are put together as text, and their values go to the database as they are.
 */

export type Value = string | number | null;

/** Rows for a table. */
export interface Insertion {
  readonly table: keyof Schema;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Value[])[];
  /** The clauses after the rows. */
  readonly rest: string;
}

/** Inserts rows, and returns what `rest` returns. */
export async function insertRows<T>(database: Database, kind: Kind, insertion: Insertion): Promise<readonly T[]> {
  const { table, columns, rows, rest } = insertion;
  const cells = columns.map(() => '?');
  return executeInParts<T>(database, kind, {
    rows,
    textOf: (count) => `insert into ${table} (${columns.join(', ')}) values ${listOf(count, cells)} ${rest}`,
  });
}

/** The key of a row that belongs to a query and a stretch of time. */
export interface TimeKey {
  readonly query_id: number;
  readonly step: number;
  readonly at: number;
}

/** Returns the key as one text, for maps. */
export const nameOfKey = ({ query_id, step, at }: TimeKey): string => `${query_id} ${step} ${at}`;

/** Returns the rows of a table that have one of the keys. */
export async function selectByKeys<T>(
  database: Database,
  kind: Kind,
  { table, keys }: { readonly table: keyof Schema; readonly keys: readonly TimeKey[] },
): Promise<readonly T[]> {
  // PostgreSQL would take the parameters of a list for texts.
  const cells = Array.from({ length: 3 }, () => 'cast(? as bigint)');
  return executeInParts<T>(database, kind, {
    rows: keys.map(({ query_id, step, at }) => [query_id, step, at]),
    textOf: (count) => `select * from ${table} where (query_id, step, at) in (values ${listOf(count, cells)})`,
  });
}

const listOf = (count: number, cells: readonly string[]): string =>
  Array.from({ length: count }, () => `(${cells.join(', ')})`).join(', ');

/**
 * The most rows in a statement of SQLite. Larger lists are written in parts of this size and of smaller powers of two, so
 * that statements are prepared once. For PostgreSQL each statement is a journey over the network: there, one has them all.
 */
const maxPart = 128;

interface Parts {
  readonly rows: readonly (readonly Value[])[];
  /** Returns the statement for so many rows, with a `?` for each value. */
  readonly textOf: (count: number) => string;
}

async function executeInParts<T>(database: Database, kind: Kind, { rows, textOf }: Parts): Promise<readonly T[]> {
  const found: T[] = [];
  for (let start = 0; start < rows.length;) {
    const count = kind === 'sqlite' ? partOf(rows.length - start) : rows.length;
    const text = kind === 'sqlite' ? textOf(count) : numbered(textOf(count));
    const parameters = rows.slice(start, start + count).flat();
    const part = await database.executeQuery<T>(CompiledQuery.raw(text, parameters));
    for (const row of part.rows) found.push(row);
    start += count;
  }
  return found;
}

/** Returns the largest power of two that is at most a number, up to `maxPart`. */
const partOf = (rows: number): number => Math.min(maxPart, 2 ** Math.floor(Math.log2(rows)));

/** Returns a statement with PostgreSQL's parameters. */
function numbered(text: string): string {
  let number = 0;
  return text.replaceAll('?', () => `$${(number += 1)}`);
}
