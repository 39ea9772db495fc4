import { defer, from, map, type Observable } from 'rxjs';
import type { HistoryPage } from '../graph/index.ts';
import type { ExportRequest } from '../model/index.ts';
import type { Backend, KeptRow, PostsRequest } from './backend.ts';
import { scoredPostOf } from './rows.ts';

export interface PostReaderOptions {
  readonly backend: Pick<Backend, 'posts'>;
  /** The time for which posts are kept, in ms. */
  readonly keepPostsMs: number;
  /** Returns the wall clock, epoch ms. */
  readonly now: () => number;
}

/** The number of posts in a page of an export: reading and encoding one must not delay live posts. */
const exportPosts = 250;
/** The number of posts in a page of history: what a session is given at a time. */
const historyPosts = 100;

/** Reads posts that have not expired. */
export class PostReader {
  readonly #options: PostReaderOptions;

  constructor(options: PostReaderOptions) {
    this.#options = options;
  }

  read(request: Omit<PostsRequest, 'storedSince'>): Promise<readonly KeptRow[]> {
    const { backend, keepPostsMs, now } = this.#options;
    return backend.posts({ ...request, storedSince: now() - keepPostsMs });
  }

  /** Yields all pages, of posts written up to the row `upTo`; each is read when it is requested. */
  async *pages(request: ExportRequest, upTo: number): AsyncGenerator<readonly KeptRow[], void, void> {
    const page = { ...request, upTo, order: 'oldest', limit: exportPosts } as const;
    let rows = await this.read({ ...page, after: undefined });
    while (rows.length > 0) {
      yield rows;
      rows = rows.length < exportPosts ? [] : await this.read({ ...page, after: rows.at(-1) });
    }
  }

  /** Yields up to `limit` of the latest posts, the newest first, in pages: other work has its turn between them. */
  async *newest(request: ExportRequest, limit: number): AsyncGenerator<readonly KeptRow[], void, void> {
    let after: KeptRow | undefined;
    for (let left = limit; left > 0; left -= exportPosts) {
      const count = Math.min(left, exportPosts);
      const rows = await this.read({ ...request, order: 'newest', after, limit: count });
      yield rows;
      if (rows.length < count) return;
      after = rows.at(-1);
    }
  }

  /** Emits the page after a row as scored posts, with the function that reads the next one. */
  historyPage(request: ExportRequest, upTo: number, after?: KeptRow): Observable<HistoryPage> {
    const page = { ...request, upTo, after, order: 'oldest', limit: historyPosts } as const;
    return defer(() => from(this.read(page))).pipe(
      map((rows) => {
        const posts = rows.map(scoredPostOf(request.query));
        if (rows.length < historyPosts) return { posts };
        return { posts, next: () => this.historyPage(request, upTo, rows.at(-1)) };
      }),
    );
  }
}
