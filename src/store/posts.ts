import { defer, from, map, type Observable } from 'rxjs';
import type { HistoryPage } from '../graph/index.ts';
import type { ExportRequest, PostPosition, RecentPosts, RecentRequest } from '../model/index.ts';
import type { Backend, KeptRow, PostsPage, PostsRequest, SpanTerms, TermsRequest } from './backend.ts';
import { scoredPostOf, storedPostOf } from './rows.ts';

export interface PostReaderOptions {
  readonly backend: Pick<Backend, 'posts' | 'terms'>;
  /** The time for which posts are kept, in ms. */
  readonly keepPostsMs: number;
  /** Returns the wall clock, epoch ms. */
  readonly now: () => number;
}

/** The number of posts in a page of an export: reading and encoding one must not delay live posts. */
const exportPosts = 250;
/** The number of posts in a page of history: what a session is given at a time. */
const historyPosts = 100;
/** The most posts that a search looks at. */
const maxSearched = 5_000;

const always = Number.MAX_SAFE_INTEGER;

/** Reads posts that have not expired. */
export class PostReader {
  readonly #options: PostReaderOptions;

  constructor(options: PostReaderOptions) {
    this.#options = options;
  }

  read(request: Omit<PostsRequest, 'storedSince'>): Promise<PostsPage> {
    const { backend, keepPostsMs, now } = this.#options;
    return backend.posts({ ...request, storedSince: now() - keepPostsMs });
  }

  /** Counts the terms of posts. */
  terms(request: Omit<TermsRequest, 'storedSince'>): Promise<SpanTerms> {
    const { backend, keepPostsMs, now } = this.#options;
    return backend.terms({ ...request, storedSince: now() - keepPostsMs });
  }

  /** Yields all pages, of posts written up to the row `upTo`; each is read when it is requested. */
  async *pages(request: ExportRequest, upTo: number): AsyncGenerator<readonly KeptRow[], void, void> {
    const page = { ...request, upTo, order: 'oldest', limit: exportPosts } as const;
    for (let after: PostPosition | undefined; ;) {
      const { rows, end } = await this.read({ ...page, after });
      if (rows.length > 0) yield rows;
      if (end === undefined) return;
      after = end;
    }
  }

  /** Reads posts, the newest or the strongest first; in pages, so that other work has its turn between them. */
  async recent(request: RecentRequest): Promise<RecentPosts> {
    const { query, limit, before: to = always, from = -always, order = 'newest', search, name } = request;
    const range = { query, from, to, search, name };
    if (order === 'strongest' && search === undefined) {
      const { rows } = await this.read({ ...range, order, limit });
      return { posts: rows.map(storedPostOf) };
    }
    const most = order === 'strongest' ? maxSearched : limit;
    const found: KeptRow[] = [];
    let end = request.after;
    for (let left = search === undefined ? limit : maxSearched; left > 0 && found.length < most; left -= exportPosts) {
      const ask = { ...range, order: 'newest', after: end, limit: Math.min(left, exportPosts) } as const;
      const page = await this.read(ask);
      const rows = page.rows.slice(0, most - found.length);
      found.push(...rows);
      end = rows.length < page.rows.length ? rows.at(-1) : page.end;
      if (end === undefined) break;
    }
    if (order === 'newest') return { posts: found.map(storedPostOf), end };
    // The order is stable: of equal ones, the newest is first.
    const strongest = found.sort((a, b) => Math.abs(b.compound) - Math.abs(a.compound)).slice(0, limit);
    return { posts: strongest.map(storedPostOf) };
  }

  /** Emits the page after a position as scored posts, with the function that reads the next one. */
  historyPage(request: ExportRequest, upTo: number, after?: PostPosition): Observable<HistoryPage> {
    const page = { ...request, upTo, after, order: 'oldest', limit: historyPosts } as const;
    return defer(() => from(this.read(page))).pipe(
      map(({ rows, end }) => {
        const posts = rows.map(scoredPostOf(request.query));
        if (end === undefined) return { posts };
        return { posts, next: () => this.historyPage(request, upTo, end) };
      }),
    );
  }
}
