import type { PostRef } from '../../model/index.ts';
import type { Domain } from '../state/ranges.ts';
import { withMatches, type FeedItem, type PostOrder } from '../state/feed.ts';
import type { PostsPage } from '../state/api-schemas.ts';
import { isFailure, type Answer, type PostsRequest } from './api.ts';
import type { TrackedQuery } from './tracked-query.ts';

/** The posts that are listed. */
export interface PostScope {
  /** The queries whose posts are listed. */
  readonly tracks: readonly TrackedQuery[];
  /** A second query that they must match; empty for none. */
  readonly search: string;
  readonly order: PostOrder;
  /** The time that they are of; undefined for all time up to now. */
  readonly span: Domain | undefined;
  /** The only post; undefined for all. */
  readonly name?: PostRef;
}

export interface PostReaderOptions {
  readonly posts: (request: PostsRequest, id: string, signal: AbortSignal) => Promise<Answer<PostsPage>>;
  readonly scope: PostScope;
  /** Only older posts are read, epoch ms. */
  readonly before?: number | undefined;
  readonly signal: AbortSignal;
}

/** Posts that were read one after the other. */
export interface PulledPosts {
  readonly items: readonly FeedItem[];
  /** True if there are no more. */
  readonly isEnd: boolean;
  /** The time down to which a search has looked, epoch ms, where it goes on. */
  readonly searchedTo: number | undefined;
  /** A sentence, where the server did not answer. */
  readonly failure: string | undefined;
}

/** The posts of one query that were read and are not listed yet. */
interface Queue {
  readonly track: TrackedQuery;
  items: readonly FeedItem[];
  cursor: string | undefined;
  isEnd: boolean;
}

/** The most posts of a request. */
const pageSize = 100;
/** The most strongest posts of a query. */
const maxStrongest = 200;
/** The most requests for a query at a time: a search looks at a part of the posts in each of them. */
const maxRequests = 4;
/** The longest time for which the store is not read because the server has not answered, in ms. */
const answerMs = 2_000;

/** Reads the stored posts of several queries in one order, a page at a time. */
export class PostReader {
  readonly #options: PostReaderOptions;
  readonly #queues: readonly Queue[];

  constructor(options: PostReaderOptions) {
    this.#options = options;
    this.#queues = options.scope.tracks.map((track) => ({ track, items: [], cursor: undefined, isEnd: false }));
  }

  /** Reads the next posts until `count` are accepted, there are no more, or a search has looked at many. */
  async pull(count: number, accepts: (item: FeedItem) => boolean): Promise<PulledPosts> {
    const found = new Map<string, FeedItem>();
    let accepted = 0;
    let failure: string | undefined;
    for (let rounds = 0; accepted < count && failure === undefined;) {
      const dry = this.#queues.filter(({ items, isEnd }) => items.length === 0 && !isEnd);
      if (dry.length > 0) {
        if (rounds === maxRequests) break;
        rounds += 1;
        failure = await this.#fill(dry);
        continue;
      }
      const item = this.#next();
      if (item === undefined) break;
      const twin = found.get(item.key);
      found.set(item.key, twin === undefined ? item : withMatches(twin, item.matches));
      if (twin === undefined && accepts(item)) accepted += 1;
    }
    return {
      items: [...found.values()],
      isEnd: this.#queues.every(({ items, isEnd }) => items.length === 0 && isEnd),
      searchedTo: this.#searchedTo(),
      failure,
    };
  }

  /** Reads a page of each of these queries; searches one after the other, since each costs the server much. */
  async #fill(queues: readonly Queue[]): Promise<string | undefined> {
    const { order, search } = this.#options.scope;
    const failures: (string | undefined)[] = [];
    if (order === 'newest' && search === '') {
      failures.push(...(await Promise.all(queues.map((queue) => this.#read(queue)))));
    } else for (const queue of queues) failures.push(await this.#read(queue));
    return failures.find((failure) => failure !== undefined);
  }

  async #read(queue: Queue): Promise<string | undefined> {
    const { posts, scope, before, signal } = this.#options;
    const { track, cursor } = queue;
    if (!track.isInvalid) {
      // Once the server tracks the query, no time is left between stored and live posts.
      await Promise.race([track.answered, new Promise((resolve) => setTimeout(resolve, answerMs))]);
    }
    if (track.isInvalid || track.isStopped || track.refusal.peek() !== undefined || signal.aborted) {
      queue.isEnd = true;
      return undefined;
    }
    const { order, search, span, name } = scope;
    const isNewest = order === 'newest';
    const limit = isNewest ? pageSize : maxStrongest;
    const request: PostsRequest = {
      ...{ query: track.query, order, search: search === '' ? undefined : search, limit, cursor, before },
      ...{ from: span?.from, to: span?.to, source: name?.source, id: name?.id },
    };
    const page = await posts(request, track.id, signal);
    if (isFailure(page)) return page.reason;
    queue.items = page.items;
    queue.cursor = page.next;
    queue.isEnd = !isNewest || page.next === undefined;
    return undefined;
  }

  /** Takes the post that comes first of all queues. */
  #next(): FeedItem | undefined {
    const rank = this.#options.scope.order === 'newest' ? timeOf : strengthOf;
    const heads = this.#queues.flatMap((queue) => queue.items.slice(0, 1).map((item) => ({ queue, item })));
    if (heads.length === 0) return undefined;
    const { queue, item } = heads.reduce((best, each) => (rank(each.item) > rank(best.item) ? each : best));
    queue.items = queue.items.slice(1);
    return item;
  }

  #searchedTo(): number | undefined {
    const times = this.#queues.flatMap(({ items, isEnd, cursor }) =>
      items.length === 0 && !isEnd && cursor !== undefined ? [Number.parseInt(cursor, 10)] : [],
    );
    return times.length === 0 ? undefined : Math.max(...times);
  }
}

const timeOf = ({ at }: FeedItem): number => at;
const strengthOf = ({ compound }: FeedItem): number => Math.abs(compound);
