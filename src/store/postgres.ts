import { DatabaseError, Pool, types, TypeOverrides } from 'pg';
import {
  CompiledQuery,
  PostgresDialect,
  type DatabaseConnection,
  type Dialect,
  type PostgresDialectConfig,
} from 'kysely';
import { GuardedPostgresDriver } from './guarded-postgres-driver.ts';

/** The most connections that are opened: one writes, the others read. */
const maxConnections = 4;
const connectMs = 5_000;

/** The bounds that the server keeps, in ms, so that it does not go on with what nobody waits for any longer. */
const serverTimeouts = {
  /** A writer waits so long for another program's; then it tries again. */
  lock_timeout: 5_000,
  statement_timeout: 30_000,
  /** A program that was stopped inside a transaction holds others up for no longer than this. */
  idle_in_transaction_session_timeout: 10_000,
} as const;

/** A server that has not answered for this long is away, in ms. Longer than what the server allows itself. */
const answerMs = 35_000;

/** Creates Kysely's PostgreSQL dialect over `pg`. The only import of it. Connects with the first statement. */
export function postgresDialect(url: string): Dialect {
  const parsers = new TypeOverrides();
  // `pg` gives a bigint as text; ours fit a number.
  parsers.setTypeParser(types.builtins.INT8, Number);
  const pool = new Pool({
    connectionString: url,
    max: maxConnections,
    connectionTimeoutMillis: connectMs,
    query_timeout: answerMs,
    keepAlive: true,
    application_name: 'undertone',
    types: parsers,
  });
  // A broken connection is replaced when the next one is needed; its user learns of it from the failed statement.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => {
    client.on('error', () => undefined);
  });
  return new GuardedDialect({ pool, onCreateConnection: setTimeouts });
}

class GuardedDialect extends PostgresDialect {
  readonly #config: PostgresDialectConfig;

  constructor(config: PostgresDialectConfig) {
    super(config);
    this.#config = config;
  }

  override createDriver(): GuardedPostgresDriver {
    return new GuardedPostgresDriver(this.#config, isAnswer);
  }
}

/** Returns whether the server has answered, and goes on with the connection. */
const isAnswer = (error: unknown): boolean => error instanceof DatabaseError && error.severity === 'ERROR';

/** By a statement, since poolers before the server refuse such parameters of a connection. */
async function setTimeouts(connection: DatabaseConnection): Promise<void> {
  const settings = Object.entries(serverTimeouts).map(([name, ms]) => `set_config('${name}', '${ms}', false)`);
  await connection.executeQuery(CompiledQuery.raw(`select ${settings.join(', ')}`));
}
