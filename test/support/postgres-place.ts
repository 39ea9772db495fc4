import { Client } from 'pg';
import type { StorePlace } from './store-place.ts';

const base = process.env['UNDERTONE_TEST_POSTGRES'] ?? 'postgres://postgres@127.0.0.1:5432/test';

/** A schema of its own in the PostgreSQL that the tests may use, dropped when it is removed. */
export async function makePostgresPlace(): Promise<StorePlace & { readonly spec: { readonly url: string } }> {
  const schema = `undertone_test_${crypto.randomUUID().replaceAll('-', '')}`;
  await run(base, `create schema ${schema}`);
  const url = `${base}?options=-c%20search_path%3D${schema}`;
  return {
    spec: { kind: 'postgres', url },
    sabotage: (sql) => run(url, sql),
    remove: () => run(base, `drop schema ${schema} cascade`),
  };
}

async function run(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
