import { of, throwError, type Observable } from 'rxjs';
import { UndertoneError, type Post, type PostRef, type Query } from '../model/index.ts';
import type { HistoryPage, LogSpan, ReadPage, ScoredPost } from './ports.ts';

/** The most results of one replay. The rest is lost, and reported as a gap. */
const maxResults = 5_000;
const pagePosts = 100;

/** A query and the span in which its results are wanted, with what was found so far. */
export class ReplayRequest {
  readonly query: Query;
  /** `recent`: the last seconds of the log when the pass begins. */
  readonly span: LogSpan | 'recent';
  #results: ScoredPost[] = [];
  readonly #retracted: PostRef[] = [];
  #isCut = false;

  constructor(query: Query, span: LogSpan | 'recent') {
    this.query = query;
    this.span = span;
  }

  /** Adds a result, unless there are too many or there is no room; returns whether it did. */
  add(result: ScoredPost, hasRoom: boolean): boolean {
    this.#isCut ||= !hasRoom || this.#results.length >= maxResults;
    if (!this.#isCut) this.#results.push(result);
    return !this.#isCut;
  }

  /** Adds a post from before the span that was deleted. */
  addRetracted(post: PostRef): void {
    this.#retracted.push(post);
  }

  /** Removes the results that were deleted after they had been found. */
  removeDeleted(isDeleted: (post: Post) => boolean): void {
    this.#results = this.#results.filter(({ post }) => !isDeleted(post));
  }

  /** Reads the first page: deleted posts come before results. */
  readonly readFirst = (): Observable<HistoryPage> => this.#readRetracted(0);

  #readRetracted(at: number): Observable<HistoryPage> {
    if (at >= this.#retracted.length) return this.#readResults(0);
    const end = at + pagePosts;
    return of({ posts: [], retracted: this.#retracted.slice(at, end), next: () => this.#readRetracted(end) });
  }

  #readResults(at: number): Observable<HistoryPage> {
    const end = at + pagePosts;
    const posts = this.#results.slice(at, end);
    if (end < this.#results.length) return of({ posts, next: () => this.#readResults(end) });
    return this.#isCut ? of({ posts, next: tooMany }) : of({ posts });
  }
}

const tooMany: ReadPage = () =>
  throwError(() => new UndertoneError('store_failed', 'There are more posts than can be replayed.'));
