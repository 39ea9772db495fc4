import { sql } from 'kysely';
import { UndertoneError } from '../model/index.ts';
import { addAlertPosts, addAlerts } from './alert-tables.ts';
import type { Database, Kind } from './schema.ts';

type Migration = (database: Database, kind: Kind) => Promise<void>;

/*
 * Kysely's own Migrator is not used: it keeps its version and its lock in tables of its own, while here both are columns
 * of the row that every writer locks. So a migration also waits for writers, of other programs too, in one transaction.
 */

/** In order; the number of a migration is its position, from 1. Never change a released one: add another. */
const migrations: readonly Migration[] = [
  createTables,
  addWrittenAt,
  addCoverage,
  addUnscored,
  addAuthors,
  addAlerts,
  addAlertPosts,
];

/** The version of the schema of this program. */
export const latestVersion = migrations.length;

/**
 * Brings a database to the schema of this program, all steps in one transaction. Idempotent, and safe when two programs
 * start at once.
 * @throws UndertoneError `store_refused` when the store was written by a newer program.
 */
export async function migrate(database: Database, kind: Kind): Promise<void> {
  if (kind === 'sqlite') await createMeta(database);
  else {
    await database.transaction().execute(async (transaction) => {
      // Of two programs that create a table at once, PostgreSQL refuses one, whatever is said about an existing one.
      await sql`select pg_advisory_xact_lock(hashtext('undertone_meta'))`.execute(transaction);
      await createMeta(transaction);
    });
  }
  await database.transaction().execute(async (transaction) => {
    await lock(transaction, 0);
    const { version } = await transaction.selectFrom('undertone_meta').select('version').executeTakeFirstOrThrow();
    if (version > latestVersion) throw newer(version);
    for (const step of migrations.slice(version)) await step(transaction, kind);
    await transaction.updateTable('undertone_meta').set({ version: latestVersion }).execute();
  });
}

async function createMeta(database: Database): Promise<void> {
  await database.schema
    .createTable('undertone_meta')
    .ifNotExists()
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('last', 'bigint', (column) => column.notNull())
    .execute();
  const first = { id: 1, version: 0, last: 0 };
  await database
    .insertInto('undertone_meta')
    .values(first)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/**
 * Makes a transaction the only writer until it ends, and reserves numbers for its rows. Returns the last of them. It must
 * be the first statement of the transaction: SQLite cannot turn a reader into a writer once another has written.
 */
export async function lock(transaction: Database, numbers: number): Promise<number> {
  const { last } = await transaction
    .updateTable('undertone_meta')
    .set((expression) => ({ last: expression('last', '+', numbers) }))
    .returning('last')
    .executeTakeFirstOrThrow();
  return last;
}

function newer(version: number): UndertoneError {
  return new UndertoneError(
    'store_refused',
    `The store has version ${version}, and this program knows ${latestVersion} at most: ` +
      'start a newer Undertone on it, or name another with --store.',
  );
}

async function createTables({ schema }: Database, kind: Kind): Promise<void> {
  await schema
    .createTable('undertone_queries')
    .addColumn('id', 'bigint', (column) => column.primaryKey())
    .addColumn('canonical', 'text', (column) => column.notNull().unique())
    .execute();
  await schema
    .createTable('undertone_posts')
    // Only a column of the type INTEGER is SQLite's own row number.
    .addColumn('seq', kind === 'sqlite' ? 'integer' : 'bigint', (column) => column.primaryKey())
    .addColumn('query_id', 'bigint', (column) => column.notNull())
    .addColumn('source', 'text', (column) => column.notNull())
    .addColumn('post_id', 'text', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('stored_at', 'bigint', (column) => column.notNull())
    .addColumn('compound', 'double precision', (column) => column.notNull())
    .addColumn('pos', 'double precision', (column) => column.notNull())
    .addColumn('neu', 'double precision', (column) => column.notNull())
    .addColumn('neg', 'double precision', (column) => column.notNull())
    .addColumn('topic', 'double precision', (column) => column.notNull())
    .addColumn('body', 'text')
    .addColumn('hashtags', 'text')
    .addUniqueConstraint('undertone_posts_once', ['query_id', 'source', 'post_id'])
    .execute();
  const inTime = schema.createIndex('undertone_posts_in_time').on('undertone_posts');
  await inTime.columns(['query_id', 'at', 'seq']).execute();
  await schema.createIndex('undertone_posts_by_age').on('undertone_posts').column('stored_at').execute();
  await schema
    .createTable('undertone_buckets')
    .addColumn('query_id', 'bigint', (column) => column.notNull())
    .addColumn('step', 'bigint', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('posts', 'bigint', (column) => column.notNull())
    .addColumn('positive', 'bigint', (column) => column.notNull())
    .addColumn('negative', 'bigint', (column) => column.notNull())
    .addColumn('compound', 'bigint', (column) => column.notNull())
    .addColumn('squares', 'bigint', (column) => column.notNull())
    .addColumn('topic', 'bigint', (column) => column.notNull())
    .addColumn('hashtags', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('undertone_buckets_key', ['query_id', 'step', 'at'])
    .modifyEnd(kind === 'sqlite' ? sql`without rowid` : sql``)
    .execute();
}

/** Lets buckets of an old recording, whose time is long past, be kept as long as others. */
async function addWrittenAt({ schema }: Database): Promise<void> {
  await schema
    .alterTable('undertone_buckets')
    .addColumn('written_at', 'bigint', (column) => column.notNull().defaultTo(0))
    .execute();
}

/** Adds the words of buckets, coverage and gaps. */
async function addCoverage({ schema }: Database, kind: Kind): Promise<void> {
  const withoutRowId = kind === 'sqlite' ? sql`without rowid` : sql``;
  await schema
    .createTable('undertone_words')
    .addColumn('query_id', 'bigint', (column) => column.notNull())
    .addColumn('step', 'bigint', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('words', 'text', (column) => column.notNull())
    .addColumn('written_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('undertone_words_key', ['query_id', 'step', 'at'])
    .modifyEnd(withoutRowId)
    .execute();
  await schema
    .createTable('undertone_runs')
    .addColumn('run', 'text', (column) => column.primaryKey())
    .addColumn('started_at', 'bigint', (column) => column.notNull())
    .addColumn('until_at', 'bigint', (column) => column.notNull())
    .addColumn('seen_at', 'bigint', (column) => column.notNull())
    .execute();
  await schema
    .createTable('undertone_coverage')
    .addColumn('query_id', 'bigint', (column) => column.notNull())
    .addColumn('run', 'text', (column) => column.notNull())
    .addColumn('from_at', 'bigint', (column) => column.notNull())
    .addColumn('to_at', 'bigint')
    .addPrimaryKeyConstraint('undertone_coverage_key', ['query_id', 'run', 'from_at'])
    .modifyEnd(withoutRowId)
    .execute();
  await schema
    .createTable('undertone_gaps')
    .addColumn('source', 'text', (column) => column.notNull())
    .addColumn('run', 'text', (column) => column.notNull())
    .addColumn('gap', 'integer', (column) => column.notNull())
    .addColumn('from_at', 'bigint', (column) => column.notNull())
    .addColumn('to_at', 'bigint')
    .addColumn('cause', 'text', (column) => column.notNull())
    .addColumn('filled', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('undertone_gaps_key', ['source', 'run', 'gap'])
    .execute();
}

/** Counts posts without a score, which scorers other than VADER leave. */
async function addUnscored({ schema }: Database): Promise<void> {
  await schema
    .alterTable('undertone_posts')
    .addColumn('scored', 'integer', (column) => column.notNull().defaultTo(1))
    .execute();
  await schema
    .alterTable('undertone_buckets')
    .addColumn('unscored', 'bigint', (column) => column.notNull().defaultTo(0))
    .execute();
}

/** Lets posts be found by their names and by their authors, whatever their queries, so that they can be deleted. */
async function addAuthors(database: Database, kind: Kind): Promise<void> {
  const { schema } = database;
  const posts = schema.alterTable('undertone_posts');
  await posts.addColumn('author', 'text').execute();
  await posts.addColumn('late', 'integer').execute();
  // In both databases without a quote within: the spelling of `escapeKey`.
  const author =
    kind === 'sqlite'
      ? sql<string>`trim(json_quote(json_extract(body, '$.author')), '"')`
      : sql<string>`substring(body from '"author":"((?:[^"\\\\]|\\\\.)*)"')`;
  await database
    .updateTable('undertone_posts')
    .set({ author })
    .where(sql<boolean>`body like '%"author":"%'`)
    .execute();
  await schema.createIndex('undertone_posts_by_name').on('undertone_posts').columns(['source', 'post_id']).execute();
  const byAuthor = schema.createIndex('undertone_posts_by_author').on('undertone_posts').columns(['source', 'author']);
  await byAuthor.where(sql.ref('author'), 'is not', null).execute();
}
