import {
  PostgresDriver,
  type CompiledQuery,
  type DatabaseConnection,
  type PostgresDialectConfig,
  type QueryResult,
} from 'kysely';

type AcquireOptions = Parameters<PostgresDriver['acquireConnection']>[0];
type Connection = Parameters<PostgresDriver['releaseConnection']>[0];

/**
 * Kysely's driver, whose connections are broken by the first statement without an answer of the server. What follows on
 * such a connection, above all the ROLLBACK, fails at once and with the same error, so that nothing waits behind a
 * statement that hangs; then it is closed instead of going back to the pool.
 */
export class GuardedPostgresDriver extends PostgresDriver {
  readonly #isAnswer: (error: unknown) => boolean;
  readonly #guarded = new WeakSet<DatabaseConnection>();
  readonly #broken = new WeakSet<DatabaseConnection>();

  constructor(config: PostgresDialectConfig, isAnswer: (error: unknown) => boolean) {
    super(config);
    this.#isAnswer = isAnswer;
  }

  override async acquireConnection(options?: AcquireOptions): Promise<DatabaseConnection> {
    const connection = await super.acquireConnection(options);
    if (!this.#guarded.has(connection)) this.#guard(connection);
    return connection;
  }

  /** A failure of it closes the connection, and would hide why the transaction has failed. */
  override async rollbackTransaction(connection: Connection): Promise<void> {
    await super.rollbackTransaction(connection).catch(() => undefined);
  }

  override async releaseConnection(connection: Connection): Promise<void> {
    // A failed rollback is what makes Kysely close a connection.
    if (this.#broken.has(connection)) await this.rollbackTransaction(connection);
    await super.releaseConnection(connection);
  }

  #guard(connection: DatabaseConnection): void {
    this.#guarded.add(connection);
    const execute = connection.executeQuery.bind(connection);
    let cause: unknown;
    connection.executeQuery = async <R>(query: CompiledQuery): Promise<QueryResult<R>> => {
      if (this.#broken.has(connection)) throw cause;
      try {
        return await execute<R>(query);
      } catch (error) {
        if (!this.#isAnswer(error)) {
          cause = error;
          this.#broken.add(connection);
        }
        throw error;
      }
    };
  }
}
