import { Pool, types, TypeOverrides } from 'pg';
import { PostgresDialect, type Dialect } from 'kysely';

/** The most connections that are opened: one writes, the others read. */
const maxConnections = 4;
const connectMs = 5_000;
/** A connection whose statement takes longer than this counts as broken. */
const statementMs = 30_000;

/** Creates Kysely's PostgreSQL dialect over `pg`. The only import of it. Connects with the first statement. */
export function postgresDialect(url: string): Dialect {
  const parsers = new TypeOverrides();
  // `pg` gives a bigint as text; ours fit a number.
  parsers.setTypeParser(types.builtins.INT8, Number);
  const pool = new Pool({
    connectionString: url,
    max: maxConnections,
    connectionTimeoutMillis: connectMs,
    query_timeout: statementMs,
    keepAlive: true,
    application_name: 'undertone',
    types: parsers,
  });
  // A broken connection is replaced when the next one is needed; its user learns of it from the failed statement.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => {
    client.on('error', () => undefined);
  });
  return new PostgresDialect({ pool });
}
