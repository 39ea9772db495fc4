import { asyncScheduler, defer, firstValueFrom, from, map, switchMap, type Observable, type SchedulerLike } from 'rxjs';
import type { HistoryPage, Store } from '../graph/index.ts';
import type { Bucket, BucketsRequest, StoredPost, UndertoneError } from '../model/index.ts';
import type { Backend, KeptRow, PostsRequest } from './backend.ts';
import type { StoreSpec } from './database.ts';
import { retentionOf } from './retention.ts';
import { rowOf, scoredPostOf, storedPostOf, type IdsOnly } from './rows.ts';
import { createThread } from './thread.ts';
import { Writer, writerLimits, type StoreHealth, type WriterLimits } from './writer.ts';

export interface StoreOptions {
  readonly spec: StoreSpec;
  /** How long posts are kept, in ms. */
  readonly keepPostsMs: number;
  /** Whether of the posts of a source only ids may be kept. */
  readonly idsOnly: IdsOnly;
  /** Told of each new trouble with the database, and, by undefined, when it is over. */
  readonly onTrouble: (error: UndertoneError | undefined) => void;
  /** Told of each batch that has been written, and how long that took, in ms. */
  readonly onWritten?: (results: number, ms: number) => void;
  readonly scheduler?: SchedulerLike;
  readonly limits?: Partial<WriterLimits>;
  /** What speaks to the database; a thread of its own by default. */
  readonly backend?: Backend;
}

/** Recent posts of a query, newest first. */
export interface RecentRequest {
  /** Canonical. */
  readonly query: string;
  readonly limit: number;
  /** Only posts older than this, epoch ms. */
  readonly before?: number | undefined;
}

/** Posts of a query whose own time is in `[from, to)`, oldest first. */
export interface ExportRequest {
  /** Canonical. */
  readonly query: string;
  readonly from: number;
  readonly to: number;
}

/** The port, and what others read. Every reading tells of all that went in before it, and may fail with `store_failed`. */
export interface Archive extends Store {
  readonly recent: (ask: RecentRequest) => Promise<readonly StoredPost[]>;
  readonly buckets: (ask: BucketsRequest) => Promise<readonly Bucket[]>;
  /** Page by page: the next is read when it is asked for. */
  readonly exported: (ask: ExportRequest) => AsyncGenerator<readonly StoredPost[], void, void>;
  readonly health: () => StoreHealth;
  readonly close: () => Promise<void>;
}

/** Posts that are read at a time. */
const pagePosts = 1_000;
const always = Number.MAX_SAFE_INTEGER;

export function createStore(options: StoreOptions): Archive {
  const { spec, keepPostsMs, idsOnly, onTrouble, scheduler = asyncScheduler } = options;
  const backend = options.backend ?? createThread(spec);
  const writer = new Writer({
    backend,
    scheduler,
    limits: { ...writerLimits, ...options.limits },
    retention: retentionOf(keepPostsMs),
    toRow: (result) => rowOf(result, idsOnly),
    onTrouble,
    onWritten: options.onWritten,
  });
  const read = (ask: Omit<PostsRequest, 'storedSince'>) =>
    backend.posts({ ...ask, storedSince: scheduler.now() - keepPostsMs });
  const page = (ask: ExportRequest, upTo: number, last?: KeptRow) =>
    read({ ...ask, upTo, after: last, order: 'oldest', limit: pagePosts });
  const historyPage = (ask: ExportRequest, upTo: number, last?: KeptRow): Observable<HistoryPage> =>
    defer(() => from(page(ask, upTo, last))).pipe(
      map((rows) => {
        const posts = rows.map(scoredPostOf(ask.query));
        return rows.length < pagePosts ? { posts } : { posts, next: () => historyPage(ask, upTo, rows.at(-1)) };
      }),
    );
  const flushed = (): Promise<number> => firstValueFrom(writer.flushed(), { defaultValue: 0 });
  return {
    persist: (results$) => writer.persist(results$),
    history: (query, sinceMs) => {
      const ask = { query, from: sinceMs, to: always };
      return writer.flushed().pipe(switchMap((upTo) => historyPage(ask, upTo)));
    },
    recent: async ({ query, limit, before = always }) => {
      await flushed();
      const rows = await read({ query, from: -always, to: before, order: 'newest', limit });
      return rows.map(storedPostOf);
    },
    buckets: async (ask) => {
      await flushed();
      return backend.buckets(ask);
    },
    exported: async function* (ask) {
      const upTo = await flushed();
      let rows = await page(ask, upTo);
      while (rows.length > 0) {
        yield rows.map(storedPostOf);
        rows = rows.length < pagePosts ? [] : await page(ask, upTo, rows.at(-1));
      }
    },
    health: () => writer.health(),
    close: () => backend.close(),
  };
}
