import { Kysely, type Dialect } from 'kysely';
import { isRecord, sentenceOf, UndertoneError, type AlertOutbox } from '../model/index.ts';
import { backUp } from './backup.ts';
import { createAlertOutbox } from './alert-outbox.ts';
import type { Backend } from './backend.ts';
import { readGaps, writeCoverage } from './coverage.ts';
import { lock, migrate } from './migrations.ts';
import { readBuckets } from './history.ts';
import { prune } from './prune.ts';
import { retractPosts } from './retract.ts';
import { readPosts } from './read.ts';
import type { Schema } from './schema.ts';
import { sqliteDialect } from './sqlite.ts';
import { readTerms } from './terms.ts';
import { PendingWords } from './words.ts';
import { writeRows } from './write.ts';

/** The kind and the place of a database. */
export type StoreSpec =
  { readonly kind: 'sqlite'; readonly path: string } | { readonly kind: 'postgres'; readonly url: string };

/** Creates a backend in the calling thread, which SQLite blocks. */
export async function createDatabase(spec: StoreSpec): Promise<Backend> {
  const dialect = spec.kind === 'sqlite' ? sqliteDialect(spec.path) : await loadPostgresDialect(spec.url);
  const database = new Kysely<Schema>({ dialect });
  const words = new PendingWords();
  const { kind } = spec;
  return {
    open: () =>
      guarded(async () => {
        if (spec.kind === 'sqlite' && spec.path !== ':memory:') await backUp(database, spec.path);
        await migrate(database, spec.kind);
        return database.transaction().execute((transaction) => lock(transaction, 0));
      }),
    write: (rows, now) =>
      guarded(async () => {
        const written = await writeRows(database, rows, { kind, words, now });
        if (words.isDue(now)) await words.flush(database, { kind, now }).catch(() => undefined);
        return written;
      }),
    retract: (retractions, now) =>
      guarded(async () => {
        // Words that wait can't be subtracted.
        await words.flush(database, { kind, now });
        await retractPosts(database, retractions);
      }),
    cover: (report, now) => guarded(() => writeCoverage(database, report, now)),
    posts: (ask) => guarded(() => readPosts(database, ask)),
    terms: (ask) => guarded(() => readTerms(database, ask)),
    buckets: (request, now) =>
      guarded(async () => {
        await words.flush(database, { kind, now });
        return readBuckets(database, request);
      }),
    gaps: (span, now) => guarded(() => readGaps(database, span, now)),
    alerts: guardedOutbox(createAlertOutbox(database, spec.kind)),
    prune: (ask) => guarded(() => prune(database, ask)),
    close: async () => {
      await words.flush(database, { kind, now: Date.now() }).catch(() => undefined);
      await database.destroy();
    },
  };
}

const loadPostgresDialect = async (url: string): Promise<Dialect> =>
  (await import('./postgres.ts')).postgresDialect(url);

function guardedOutbox(outbox: AlertOutbox): AlertOutbox {
  const { fire, pending, claim, record, ledgers, attempts, prune: pruneAlerts } = outbox;
  return {
    fire: (alerts) => guarded(() => fire(alerts)),
    pending: (request) => guarded(() => pending(request)),
    claim: (...request) => guarded(() => claim(...request)),
    record: (attempt, nextAt) => guarded(() => record(attempt, nextAt)),
    ledgers: () => guarded(ledgers),
    attempts: (request) => guarded(() => attempts(request)),
    prune: (before) => guarded(() => pruneAlerts(before)),
  };
}

async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof UndertoneError ? error : toStoreError(error);
  }
}

/** SQLITE_CORRUPT and SQLITE_NOTADB; PostgreSQL's data_corrupted and index_corrupted. */
const corruptionCodes: readonly unknown[] = [11, 26, 'XX001', 'XX002'];

function toStoreError(error: unknown): UndertoneError {
  const facts: Readonly<Record<string, unknown>> = isRecord(error) ? error : {};
  const code = typeof facts['code'] === 'string' ? facts['code'] : 'the database gives no reason';
  // Node leaves the sentence empty when it has tried several addresses.
  const sentence = sentenceOf(error) === '' ? code : sentenceOf(error);
  return corruptionCodes.includes(facts['errcode']) || corruptionCodes.includes(facts['code'])
    ? new UndertoneError('store_refused', `The store is damaged: ${sentence}`, { cause: error })
    : new UndertoneError('store_failed', `The store fails: ${sentence}`, { cause: error, transient: true });
}
