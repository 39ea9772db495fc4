import type { IncomingHttpHeaders } from 'node:http';
import { filter, map, of, switchMap, take, type Observable, type SchedulerLike } from 'rxjs';
import type { Filled } from '../../graph/index.ts';
import { RecentKeys } from '../../graph/operators/index.ts';
import type { Post } from '../../model/index.ts';
import { httpGet, readBody, refuseWith, type HttpAnswer } from '../net/http.ts';
import { deadline } from '../supervisor/deadline.ts';
import { UpstreamFailure } from '../supervisor/failure.ts';
import { listIn, readPage } from './body.ts';
import { Succession } from './succession.ts';

export interface AskerOptions {
  readonly name: string;
  /** `{since}` in it stands for the id of the newest comment that is known. */
  readonly url: string;
  readonly canAccept$: Observable<boolean>;
  readonly scheduler: SchedulerLike;
}

/** What an answer brings. */
export interface Answer {
  readonly posts: readonly Post[];
  readonly invalid: number;
  /** How much of what was missed since the last answer it brings. */
  readonly filled: Filled;
  /** When the last answer was asked for, in epoch ms, if comments may have come and gone between that and this one. */
  readonly missedSince?: number;
  /** Why it was no answer after all. */
  readonly failure?: UpstreamFailure;
}

interface Circumstances {
  readonly headers: IncomingHttpHeaders;
  /** Epoch ms. */
  readonly askedAt: number;
}

/** How long an answer may take, in ms. */
export const answerMs = 30_000;
const maxBodyBytes = 16_777_216;
const maxSeen = 100_000;

/** Asks one address again and again, and keeps what makes each answer short and each comment come once. */
export class Asker {
  readonly #options: AskerOptions;
  readonly #seen = new RecentKeys(maxSeen);
  readonly #succession = new Succession();
  #validators: Readonly<Record<string, string>> = {};
  #newest: Pick<Post, 'id' | 'at'> | undefined;

  constructor(options: AskerOptions) {
    this.#options = options;
  }

  /** Asks once, when the graph takes more. */
  ask(): Observable<Answer> {
    const { url, canAccept$, scheduler } = this.#options;
    return canAccept$.pipe(
      filter((flowing) => flowing),
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
    // Half a character can't be written in an address.
    const since = encodeURIComponent((this.#newest?.id ?? '').toWellFormed());
    return new URL(this.#options.url.replaceAll('{since}', () => since));
  }

  #read(answer: HttpAnswer, askedAt: number): Observable<Answer> {
    const { status, headers, url } = answer;
    if (status === 304) {
      this.#succession.stay(askedAt);
      return of({ posts: [], invalid: 0, filled: 'full' });
    }
    if (status !== 200) return refuseWith(answer, this.#options);
    return readBody(answer, maxBodyBytes).pipe(
      map((body) => {
        const list = listIn(body);
        if (list !== undefined) return this.#take(list, { headers, askedAt });
        const failure = new UpstreamFailure('http', `${url.host} answers with what is no JSON list of comments.`);
        return { posts: [], invalid: 1, filled: 'none', failure };
      }),
    );
  }

  #take(list: readonly unknown[], { headers, askedAt }: Circumstances): Answer {
    const { name, url, scheduler } = this.#options;
    const now = scheduler.now();
    const { posts, invalid, keys } = readPage(list, { source: name, seen: this.#seen, now });
    for (const { id, at } of posts) {
      // A comment of the next century would stay the newest until then.
      const knownAt = Math.min(at, now);
      if (this.#newest === undefined || knownAt >= this.#newest.at) this.#newest = { id, at: knownAt };
    }
    const { etag, 'last-modified': modified } = headers;
    this.#validators = {
      ...(etag !== undefined && { 'If-None-Match': etag }),
      ...(modified !== undefined && { 'If-Modified-Since': modified }),
    };
    // Who is asked for what came after the newest has left nothing out.
    if (url.includes('{since}')) return { posts, invalid, filled: 'full' };
    const { complete, ...missed } = this.#succession.follow(keys, askedAt);
    return { posts, invalid, filled: complete ? 'full' : 'partial', ...missed };
  }
}

/** Who is asked. */
export function hostOf(url: string): string {
  return new URL(url.replaceAll('{since}', '')).host;
}
