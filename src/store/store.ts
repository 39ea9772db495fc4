import { randomUUID } from 'node:crypto';
import {
  asyncScheduler,
  connect,
  filter,
  firstValueFrom,
  map,
  merge,
  switchMap,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import type { ShedReason } from '../budget/index.ts';
import type { Store, StoredRetraction, StoreEvent } from '../graph/index.ts';
import type { AlertOutbox, StoredHistory, StoreHealth, UndertoneError } from '../model/index.ts';
import type { Backend } from './backend.ts';
import { CoverageWriter } from './coverage-writer.ts';
import type { StoreSpec } from './database.ts';
import { PostReader } from './posts.ts';
import { RetractionWriter } from './retraction-writer.ts';
import { retentionOf } from './retention.ts';
import { rowOf, storedPostOf, type IdsOnly } from './rows.ts';
import { createThread } from './thread.ts';
import { readWhy } from './why.ts';
import { Writer, writerLimits, type WriterLimits } from './writer.ts';

export interface StoreOptions {
  readonly spec: StoreSpec;
  /** The time for which posts are kept, in ms. */
  readonly keepPostsMs: number;
  /** Returns whether only the ids of a source's posts may be kept. */
  readonly idsOnly: IdsOnly;
  /** Called with each new trouble of the database, and with undefined when it is over. */
  readonly onTrouble: (error: UndertoneError | undefined) => void;
  /** Called with the size of each batch that was written, and the time that it took, in ms. */
  readonly onWritten?: (results: number, ms: number) => void;
  /** Called for each result that a full queue sheds, with the canonical query that it was charged to. */
  readonly onShed?: (query: string, reason: ShedReason) => void;
  readonly scheduler?: SchedulerLike;
  readonly limits?: Partial<WriterLimits>;
  /** The database; by default one in a thread of its own. */
  readonly backend?: Backend;
}

/** The store port, and the read side of the store. */
export interface Archive extends Store, StoredHistory {
  /** The outbox of alerts. Its calls wait until the store is open. */
  readonly alerts: AlertOutbox;
  readonly health: () => StoreHealth;
  readonly close: () => Promise<void>;
}

const always = Number.MAX_SAFE_INTEGER;
const noQuery = '';

/**
 * Creates the store of a database that nothing has opened yet: `persist` opens it.
 * @example
 * const store = createStore({ spec, keepPostsMs: 86_400_000, idsOnly: () => false, onTrouble: report });
 * store.persist(results$).subscribe();
 * await store.buckets({ query: 'pizza', from, to, step: 60_000 });
 */
export function createStore(options: StoreOptions): Archive {
  const { spec, keepPostsMs, scheduler = asyncScheduler } = options;
  const backend = options.backend ?? createThread(spec);
  const { writer, coverage, retractions } = createWriters(options, backend);
  const posts = new PostReader({ backend, keepPostsMs, now: () => scheduler.now() });
  /** Waits until everything that went in for a query is in the database. */
  const flushed = async (query: string): Promise<number> => {
    const last = await firstValueFrom(writer.flushed(query), { defaultValue: 0 });
    await firstValueFrom(retractions.flush(), { defaultValue: undefined });
    return last;
  };
  /** Waits for coverage and gaps, too. */
  const flushedAll = async (query: string): Promise<void> => {
    await flushed(query);
    await firstValueFrom(coverage.flush(), { defaultValue: undefined });
  };
  return {
    persist: connect((events$) =>
      merge(
        writer.persist(events$.pipe(filter((event) => event.type === 'result'))),
        retractions.persist(events$.pipe(filter((event) => isRetracted(event)))),
        coverage.persist(events$.pipe(filter((event) => event.type !== 'result' && !isRetracted(event)))),
      ),
    ),
    history: (query, sinceMs) => {
      const request = { query, from: sinceMs, to: always };
      return writer
        .flushed(query)
        .pipe(switchMap((upTo) => retractions.flush().pipe(map(() => () => posts.historyPage(request, upTo)))));
    },
    recent: async (request) => {
      await flushed(request.query);
      return posts.recent(request);
    },
    why: async (request) => {
      await flushed(request.query);
      return readWhy(posts, request);
    },
    buckets: async (request) => {
      if (request.continues !== true) await flushedAll(request.query);
      return backend.buckets(request, scheduler.now());
    },
    gaps: async (span) => {
      // They follow from no result, but a store that can't be written has no news of them.
      await flushedAll(noQuery);
      return backend.gaps(span, scheduler.now());
    },
    exported: async function* (request) {
      for await (const rows of posts.pages(request, await flushed(request.query))) yield rows.map(storedPostOf);
    },
    alerts: openedOutbox(backend.alerts, writer.opened$),
    health: () => ({ ...writer.health(), retractions: retractions.counts() }),
    close: () => backend.close(),
  };
}

/** Returns an outbox whose calls wait until the store is open. */
function openedOutbox(outbox: AlertOutbox, opened$: Observable<unknown>): AlertOutbox {
  const opened = () => firstValueFrom(opened$, { defaultValue: 0 });
  return {
    fire: (alerts) => opened().then(() => outbox.fire(alerts)),
    pending: (request) => opened().then(() => outbox.pending(request)),
    claim: (...request) => opened().then(() => outbox.claim(...request)),
    record: (attempt, nextAt) => opened().then(() => outbox.record(attempt, nextAt)),
    ledgers: () => opened().then(() => outbox.ledgers()),
    attempts: (request) => opened().then(() => outbox.attempts(request)),
    prune: (before) => opened().then(() => outbox.prune(before)),
  };
}

/** Creates what writes to a database, each with events of its own. */
function createWriters(options: StoreOptions, backend: Backend) {
  const { keepPostsMs, idsOnly, onTrouble, scheduler = asyncScheduler } = options;
  const limits = { ...writerLimits, ...options.limits };
  const writer = new Writer({
    backend,
    scheduler,
    limits,
    retention: retentionOf(keepPostsMs),
    toRow: (result) => rowOf(result, idsOnly),
    onTrouble,
    onWritten: options.onWritten,
    onShed: options.onShed,
  });
  const { opened$ } = writer;
  const { flushMs } = limits;
  return {
    writer,
    coverage: new CoverageWriter({ backend, opened$, scheduler, flushMs, run: randomUUID() }),
    retractions: new RetractionWriter({ backend, opened$, flushed: () => writer.flushed(), scheduler, flushMs }),
  };
}

const isRetracted = (event: StoreEvent): event is StoredRetraction =>
  event.type === 'delete' || event.type === 'account-ended';
