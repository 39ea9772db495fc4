import {
  Kysely,
  PostgresDialect,
  sql,
  type PostgresCursor,
  type PostgresDialectConfig,
  type PostgresPoolClient,
  type PostgresQueryResult,
} from 'kysely';
import { describe, expect, it } from 'vitest';
import { GuardedPostgresDriver } from '../../../src/store/guarded-postgres-driver.ts';

class Answer extends Error {}

/** A connection that writes down what it is asked, and fails as it is asked to. */
class FakeClient implements PostgresPoolClient {
  readonly #name: number;
  readonly #pool: FakePool;

  constructor(name: number, pool: FakePool) {
    this.#name = name;
    this.#pool = pool;
  }

  query<R>(text: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>>;
  query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>;
  query<R>(asked: string | PostgresCursor<R>): Promise<PostgresQueryResult<R>> | PostgresCursor<R> {
    if (typeof asked !== 'string') return asked;
    this.#pool.log.push(`${this.#name} ${asked}`);
    const failure = this.#pool.failures[asked];
    return failure === undefined
      ? Promise.resolve({ command: 'SELECT', rowCount: 0, rows: [] })
      : Promise.reject(failure);
  }

  release(destroy?: boolean): void {
    this.#pool.log.push(`${this.#name} ${destroy === true ? 'closed' : 'released'}`);
    this.#pool.idle = destroy === true ? undefined : this;
  }
}

/** A pool of one connection at a time. */
class FakePool {
  readonly log: string[] = [];
  readonly failures: Readonly<Record<string, Error>>;
  readonly options = {};
  idle: FakeClient | undefined;
  #connections = 0;

  constructor(failures: Readonly<Record<string, Error>>) {
    this.failures = failures;
  }

  connect(): Promise<FakeClient> {
    if (this.idle === undefined) this.#connections += 1;
    return Promise.resolve(this.idle ?? new FakeClient(this.#connections, this));
  }

  end(): Promise<void> {
    return Promise.resolve();
  }
}

class Dialect extends PostgresDialect {
  readonly #config: PostgresDialectConfig;
  constructor(config: PostgresDialectConfig) {
    super(config);
    this.#config = config;
  }
  override createDriver(): GuardedPostgresDriver {
    return new GuardedPostgresDriver(this.#config, (error) => error instanceof Answer);
  }
}

const hanging = new Error('Query read timeout');
const refused = new Answer('unique');

function open(failures: Readonly<Record<string, Error>>) {
  const pool = new FakePool(failures);
  return { log: pool.log, database: new Kysely<unknown>({ dialect: new Dialect({ pool }) }) };
}

describe('a connection of PostgreSQL', () => {
  it('on which a statement had no answer is sent nothing more, and closed; the error is the statement’s', async () => {
    const { log, database } = open({ 'select 1': hanging });
    const failed = database.transaction().execute((transaction) => sql`select 1`.execute(transaction));
    await expect(failed).rejects.toBe(hanging);
    await sql`select 2`.execute(database);
    expect(log).toEqual(['1 begin', '1 select 1', '1 closed', '2 select 2', '2 released']);
  });

  it('is closed likewise outside of a transaction', async () => {
    const { log, database } = open({ 'select 1': hanging });
    await expect(sql`select 1`.execute(database)).rejects.toBe(hanging);
    expect(log).toEqual(['1 select 1', '1 closed']);
  });

  it('that has answered with an error is rolled back and goes on', async () => {
    const { log, database } = open({ 'select 1': refused });
    const failed = database.transaction().execute((transaction) => sql`select 1`.execute(transaction));
    await expect(failed).rejects.toBe(refused);
    await sql`select 2`.execute(database);
    expect(log).toEqual(['1 begin', '1 select 1', '1 rollback', '1 released', '1 select 2', '1 released']);
  });

  it('whose rollback fails is closed, and the error is the first one', async () => {
    const { log, database } = open({ 'select 1': refused, rollback: hanging });
    const failed = database.transaction().execute((transaction) => sql`select 1`.execute(transaction));
    await expect(failed).rejects.toBe(refused);
    expect(log).toEqual(['1 begin', '1 select 1', '1 rollback', '1 closed']);
  });
});
