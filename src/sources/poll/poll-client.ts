import type { IncomingHttpHeaders } from 'node:http';
import { filter, map, of, switchMap, take, type Observable, type SchedulerLike } from 'rxjs';
import type { Filled } from '../../graph/index.ts';
import { RecentKeys } from '../../graph/operators/index.ts';
import type { Post } from '../../model/index.ts';
import { httpGet, readBody, refuseWith, type HttpAnswer } from '../net/http.ts';
import { deadline } from '../supervisor/deadline.ts';
import { UpstreamFailure } from '../supervisor/failure.ts';
import { listIn, readPage } from './body.ts';
import { PageContinuity } from './page-continuity.ts';

export interface PollClientOptions {
  readonly name: string;
  /** `{since}` in it stands for the id of the newest comment that is known. */
  readonly url: string;
  readonly canAccept$: Observable<boolean>;
  readonly scheduler: SchedulerLike;
}

/** The content of an answer. */
export interface PollAnswer {
  readonly posts: readonly Post[];
  readonly invalid: number;
  /** How much of what came since the last answer it holds. */
  readonly filled: Filled;
  /** The time of the last request, in epoch ms, if comments may have come and gone between it and this one. */
  readonly missedSince?: number;
  /** Why the answer can't be used. */
  readonly failure?: UpstreamFailure;
}

interface AnswerContext {
  readonly headers: IncomingHttpHeaders;
  /** Epoch ms. */
  readonly askedAt: number;
}

/** The longest wait for an answer, in ms. */
export const answerMs = 30_000;
const maxBodyBytes = 16_777_216;
const maxSeen = 100_000;

/** Fetches one address again and again; remembers what keeps each answer short and emits each comment once. */
export class PollClient {
  readonly #options: PollClientOptions;
  readonly #seen = new RecentKeys(maxSeen);
  readonly #continuity = new PageContinuity();
  #validators: Readonly<Record<string, string>> = {};
  #newest: Pick<Post, 'id' | 'at'> | undefined;

  constructor(options: PollClientOptions) {
    this.#options = options;
  }

  /** Fetches once, as soon as the graph accepts more. */
  fetch(): Observable<PollAnswer> {
    const { url, canAccept$, scheduler } = this.#options;
    return canAccept$.pipe(
      filter((canAccept) => canAccept),
      take(1),
      switchMap(() => {
        const askedAt = scheduler.now();
        return httpGet({ url: this.#url, headers: { Accept: 'application/json', ...this.#validators } }).pipe(
          switchMap((answer) => this.#read(answer, askedAt)),
          deadline({ host: hostOf(url), firstMs: answerMs, scheduler }),
          take(1),
        );
      }),
    );
  }

  get #url(): URL {
    // A lone surrogate can't be written in an address.
    const since = encodeURIComponent((this.#newest?.id ?? '').toWellFormed());
    return new URL(this.#options.url.replaceAll('{since}', () => since));
  }

  #read(answer: HttpAnswer, askedAt: number): Observable<PollAnswer> {
    const { status, headers, url } = answer;
    if (status === 304) {
      this.#continuity.unchanged(askedAt);
      return of({ posts: [], invalid: 0, filled: 'full' });
    }
    if (status !== 200) return refuseWith(answer, this.#options);
    return readBody(answer, maxBodyBytes).pipe(
      map((body) => {
        const list = listIn(body);
        if (list !== undefined) return this.#receive(list, { headers, askedAt });
        const failure = new UpstreamFailure('http', `${url.host} answers with no JSON list of comments.`);
        return { posts: [], invalid: 1, filled: 'none', failure };
      }),
    );
  }

  #receive(list: readonly unknown[], { headers, askedAt }: AnswerContext): PollAnswer {
    const { name, url, scheduler } = this.#options;
    const now = scheduler.now();
    const { posts, invalid, keys } = readPage(list, { source: name, seen: this.#seen, now });
    for (const { id, at } of posts) {
      // A comment dated in the future would stay the newest until then.
      const knownAt = Math.min(at, now);
      if (this.#newest === undefined || knownAt >= this.#newest.at) this.#newest = { id, at: knownAt };
    }
    const { etag, 'last-modified': modified } = headers;
    this.#validators = {
      ...(etag !== undefined && { 'If-None-Match': etag }),
      ...(modified !== undefined && { 'If-Modified-Since': modified }),
    };
    // An address that is asked for what came after the newest has left nothing out.
    if (url.includes('{since}')) return { posts, invalid, filled: 'full' };
    const { complete, ...missed } = this.#continuity.receive(keys, askedAt);
    return { posts, invalid, filled: complete ? 'full' : 'partial', ...missed };
  }
}

/** Returns the host of an address. */
export function hostOf(url: string): string {
  return new URL(url.replaceAll('{since}', '')).host;
}
