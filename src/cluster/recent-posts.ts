import {
  filter,
  ignoreElements,
  of,
  reduce,
  retry,
  shareReplay,
  takeWhile,
  throwError,
  timeout,
  timer,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import { RecentKeys } from '../graph/operators/recent-keys.ts';
import { postKey, UndertoneError } from '../model/index.ts';
import type { Opening } from './candidate.ts';
import { decodeChunk } from './chunk.ts';
import { maxSilenceMs, type Log } from './log.ts';

export interface RecentPostsOptions {
  readonly log: Pick<Log, 'read'>;
  /** The name of the source. */
  readonly name: string;
  /** The most posts that are remembered. */
  readonly maxRecentPosts: number;
  readonly scheduler: SchedulerLike;
}

/** The span of the log in which a new leader looks for posts that may come again, in ms. */
const recentMs = 60_000;
const retryMs = 250;

/**
 * Knows which posts the log has of the minute before a takeover. A busy minute takes seconds to read, so that is best begun
 * while the leader is silent, before it counts as dead.
 */
export class RecentPosts {
  readonly #options: RecentPostsOptions;
  #prepared: { readonly sequence: number; readonly recent$: Observable<RecentKeys> } | undefined;

  constructor(options: RecentPostsOptions) {
    this.#options = options;
  }

  /** Reads, as long as it is subscribed to, what a node needs that takes over after this chunk. Emits nothing. */
  prepare(opening: Opening): Observable<never> {
    // A node that takes over meanwhile waits for the same reading.
    const recent$ = this.#read(opening).pipe(shareReplay({ bufferSize: 1, refCount: true }));
    this.#prepared = { sequence: opening.sequence, recent$ };
    return recent$.pipe(ignoreElements());
  }

  /** Emits the posts before a takeover, once: as they were prepared, else as they are read now. */
  before(opening: Opening): Observable<RecentKeys> {
    return this.#prepared?.sequence === opening.sequence ? this.#prepared.recent$ : this.#read(opening);
  }

  #read({ sequence: last, header }: Opening): Observable<RecentKeys> {
    const { log, name, maxRecentPosts, scheduler } = this.#options;
    const recent = new RecentKeys(maxRecentPosts);
    if (header === undefined || header.totals.posts === 0) return of(recent);
    return log.read({ from: { storedAt: header.at - recentMs }, source: name }).pipe(
      timeout({ each: maxSilenceMs, scheduler }),
      takeWhile(({ sequence }) => sequence < last, true),
      filter(({ sequence }) => sequence <= last),
      reduce((keys, message) => {
        for (const event of decodeChunk(message).events) if (event?.type === 'post') keys.add(postKey(event.post));
        return keys;
      }, recent),
      retry({
        delay: (error) =>
          error instanceof UndertoneError && error.code === 'internal'
            ? throwError(() => error)
            : timer(retryMs, scheduler),
      }),
    );
  }
}
