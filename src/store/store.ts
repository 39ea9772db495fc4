import { randomUUID } from 'node:crypto';
import { asyncScheduler, defer, firstValueFrom, from, map, switchMap, type Observable, type SchedulerLike } from 'rxjs';
import type { HistoryPage, Store } from '../graph/index.ts';
import type { Bucket, BucketsRequest, StoredGap, StoredPost, StoreHealth, UndertoneError } from '../model/index.ts';
import type { Backend, KeptRow, PostsRequest } from './backend.ts';
import type { CoverageChange } from './coverage-recorder.ts';
import { CoverageWriter } from './coverage-writer.ts';
import type { StoreSpec } from './database.ts';
import { retentionOf } from './retention.ts';
import { rowOf, scoredPostOf, storedPostOf, type IdsOnly } from './rows.ts';
import type { Span } from './spans.ts';
import { createThread } from './thread.ts';
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
  readonly scheduler?: SchedulerLike;
  readonly limits?: Partial<WriterLimits>;
  /** The database; by default one in a thread of its own. */
  readonly backend?: Backend;
}

/** Selects the newest posts of a query. */
export interface RecentRequest {
  /** Canonical. */
  readonly query: string;
  readonly limit: number;
  /** Only posts older than this, epoch ms. */
  readonly before?: number | undefined;
}

/** Selects the posts of a query whose own time is in `[from, to)`, oldest first. */
export interface ExportRequest {
  /** Canonical. */
  readonly query: string;
  readonly from: number;
  readonly to: number;
}

/** The store port plus its read API. Reads include all prior writes, and may reject with `store_failed`. */
export interface Archive extends Store {
  readonly recent: (request: RecentRequest) => Promise<readonly StoredPost[]>;
  readonly buckets: (request: BucketsRequest) => Promise<readonly Bucket[]>;
  /** Reads the gaps that overlap [from, to), in the order of time. */
  readonly gaps: (span: Span) => Promise<readonly StoredGap[]>;
  /**
   * Records changes of what is tracked, live or missing until they complete, and completes when they have been written.
   * `eventTimeNow` returns the event time up to which open spans extend.
   */
  readonly cover: (changes$: Observable<CoverageChange>, eventTimeNow: () => number) => Observable<never>;
  /** Emits page by page; each is read when it is requested. */
  readonly exported: (request: ExportRequest) => AsyncGenerator<readonly StoredPost[], void, void>;
  readonly health: () => StoreHealth;
  readonly close: () => Promise<void>;
}

/** The number of posts in a page. */
const pagePosts = 1_000;
const always = Number.MAX_SAFE_INTEGER;

/**
 * Creates the store of a database that nothing has opened yet: `persist` opens it.
 * @example
 * const store = createStore({ spec, keepPostsMs: 86_400_000, idsOnly: () => false, onTrouble: report });
 * store.persist(results$).subscribe();
 * await store.buckets({ query: 'pizza', from, to, step: 60_000 });
 */
export function createStore(options: StoreOptions): Archive {
  const { spec, keepPostsMs, idsOnly, onTrouble, scheduler = asyncScheduler } = options;
  const backend = options.backend ?? createThread(spec);
  const limits = { ...writerLimits, ...options.limits };
  const writer = new Writer({
    backend,
    scheduler,
    limits,
    retention: retentionOf(keepPostsMs),
    toRow: (result) => rowOf(result, idsOnly),
    onTrouble,
    onWritten: options.onWritten,
  });
  const coverage = new CoverageWriter({
    backend,
    opened$: writer.opened$,
    scheduler,
    flushMs: limits.flushMs,
    run: randomUUID(),
  });
  const read = (request: Omit<PostsRequest, 'storedSince'>) =>
    backend.posts({ ...request, storedSince: scheduler.now() - keepPostsMs });
  const page = (request: ExportRequest, upTo: number, last?: KeptRow) =>
    read({ ...request, upTo, after: last, order: 'oldest', limit: pagePosts });
  const historyPage = (request: ExportRequest, upTo: number, last?: KeptRow): Observable<HistoryPage> =>
    defer(() => from(page(request, upTo, last))).pipe(
      map((rows) => {
        const posts = rows.map(scoredPostOf(request.query));
        return rows.length < pagePosts ? { posts } : { posts, next: () => historyPage(request, upTo, rows.at(-1)) };
      }),
    );
  const flushed = (): Promise<number> => firstValueFrom(writer.flushed(), { defaultValue: 0 });
  return {
    persist: (results$) => writer.persist(results$),
    history: (query, sinceMs) => {
      const request = { query, from: sinceMs, to: always };
      return writer.flushed().pipe(switchMap((upTo) => historyPage(request, upTo)));
    },
    recent: async ({ query, limit, before = always }) => {
      await flushed();
      const rows = await read({ query, from: -always, to: before, order: 'newest', limit });
      return rows.map(storedPostOf);
    },
    cover: (changes$, eventTimeNow) => coverage.persist(changes$, eventTimeNow),
    buckets: async (request) => {
      await flushed();
      await firstValueFrom(coverage.flush());
      return backend.buckets(request, scheduler.now());
    },
    gaps: async (span) => {
      await firstValueFrom(writer.opened$);
      await firstValueFrom(coverage.flush());
      return backend.gaps(span, scheduler.now());
    },
    exported: async function* (request) {
      const upTo = await flushed();
      let rows = await page(request, upTo);
      while (rows.length > 0) {
        yield rows.map(storedPostOf);
        rows = rows.length < pagePosts ? [] : await page(request, upTo, rows.at(-1));
      }
    },
    health: () => writer.health(),
    close: () => backend.close(),
  };
}
