import { escapeKey } from './key-escaping.ts';
import type { Database } from './schema.ts';

/** Returns the id of a canonical query; undefined when nothing of it is stored. */
export async function queryIdOf(database: Database, query: string): Promise<number | undefined> {
  const found = await database
    .selectFrom('undertone_queries')
    .select('id')
    .where('canonical', '=', escapeKey(query))
    .executeTakeFirst();
  return found?.id;
}

/** The most names in a statement: its parameters are limited. */
const pageNames = 5_000;

/** Returns the ids of queries by their escaped names; new queries get the numbers after `last`. */
export async function queryIds(transaction: Database, names: readonly string[], last: number) {
  const ids = new Map<string, number>();
  let next = last + 1;
  for (let start = 0; start < names.length; start += pageNames) {
    const page = names.slice(start, start + pageNames);
    const known = await transaction
      .selectFrom('undertone_queries')
      .selectAll()
      .where('canonical', 'in', page)
      .execute();
    for (const { canonical, id } of known) ids.set(canonical, id);
    const missing = page.filter((name) => !ids.has(name)).map((canonical) => ({ canonical, id: next++ }));
    if (missing.length > 0) await transaction.insertInto('undertone_queries').values(missing).execute();
    for (const { canonical, id } of missing) ids.set(canonical, id);
  }
  return ids;
}
