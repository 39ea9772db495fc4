import { Pool, types, TypeOverrides } from 'pg';
import { PostgresDialect, type Dialect } from 'kysely';

/** Connections at most: one writes, the others read. */
const maxConnections = 4;
const connectMs = 5_000;
/** How long a statement may take before its connection counts as broken. */
const statementMs = 30_000;

/** Kysely's PostgreSQL dialect over `pg`. The only door to it. Nothing is opened before the first statement. */
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
  // A connection that breaks is replaced when the next one is needed; whoever uses it is told by its statement.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => {
    client.on('error', () => undefined);
  });
  return new PostgresDialect({ pool });
}
