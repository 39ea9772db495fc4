import { catchError, EMPTY, expand, map, of, reduce, switchMap, take, takeUntil, timer, type Observable } from 'rxjs';
import type { Filled } from '../../graph/index.ts';
import type { Post, Retraction } from '../../model/index.ts';
import { whenAccepted } from '../backpressure.ts';
import { readBody, type HttpAnswer } from '../net/http.ts';
import { asFailure, UpstreamFailure } from '../supervisor/failure.ts';
import { isEnd, isLast, pageSizeIn, type LinkedPage, type NextPage } from './links.ts';
import { answerMs, refuseList, requestList, type PollRequestOptions } from './poll-request.ts';
import { PageReader } from './page-reader.ts';
import { PageContinuity } from './page-continuity.ts';
import { Validators } from './validators.ts';

export interface PollClientOptions extends PollRequestOptions {
  readonly name: string;
  /** `{since}` in it stands for the id of the newest comment that is known. */
  readonly url: string;
  readonly canAccept$: Observable<boolean>;
}

/** The content of an answer. */
export interface PollAnswer {
  readonly posts: readonly Post[];
  readonly retractions: readonly Retraction[];
  readonly invalid: number;
  /** How much of what came since the last answer it holds. */
  readonly filled: Filled;
  /** The time of the last request, in epoch ms, if comments may have come and gone between it and this one. */
  readonly missedSince?: number;
  /** Why the answer can't be used. */
  readonly failure?: UpstreamFailure;
}

/** A request and its answer. */
interface Exchange {
  /** The address that was asked, before redirects. */
  readonly asked: URL;
  /** Epoch ms. */
  readonly askedAt: number;
  /** The address that answered, with its headers. */
  readonly answer: HttpAnswer;
}

const maxBodyBytes = 16_777_216;
const maxPages = 25;
// The smallest list that is taken for a full page because an earlier list, the longest by then, had as many.
const minFullPage = 10;

const nothingNew: PollAnswer = { posts: [], retractions: [], invalid: 0, filled: 'full' };

/** Fetches one address again and again; remembers what keeps each answer short and emits each comment once. */
export class PollClient {
  readonly #options: PollClientOptions;
  readonly #reader: PageReader;
  readonly #continuity = new PageContinuity();
  readonly #validators = new Validators();
  /** When the last list was asked for, in epoch ms. */
  #listedAt: number | undefined;
  #longest = 0;
  #hasReadPost = false;

  constructor(options: PollClientOptions) {
    this.#options = options;
    this.#reader = new PageReader(options);
  }

  /** Fetches once, as soon as the graph accepts more. */
  fetch(): Observable<PollAnswer> {
    const { canAccept$, scheduler } = this.#options;
    return whenAccepted(canAccept$).pipe(
      switchMap(() => {
        const asked = this.#url;
        const askedAt = scheduler.now();
        const request = { url: asked, headers: this.#validators.for(asked) };
        return requestList(request, (answer) => this.#read({ asked, askedAt, answer }), this.#options);
      }),
      switchMap((answer) => answer),
    );
  }

  get #url(): URL {
    // A lone surrogate can't be written in an address.
    const since = encodeURIComponent((this.#reader.newest?.id ?? '').toWellFormed());
    return new URL(this.#options.url.replaceAll('{since}', () => since));
  }

  get #asksForNews(): boolean {
    return this.#options.url.includes('{since}');
  }

  /** Emits what the answer brings, as a further observable where more has to be fetched. */
  #read(exchange: Exchange): Observable<Observable<PollAnswer>> {
    const { answer } = exchange;
    const { status } = answer;
    if (status === 304) {
      this.#continuity.unchanged(exchange.askedAt);
      return of(of(nothingNew));
    }
    if (status === 204 || status === 205) return of(of(this.#empty(exchange)));
    if (status < 200 || status > 299) return refuseList(answer, this.#options);
    return readBody(answer, maxBodyBytes).pipe(
      switchMap((body) => {
        if (body.length === 0 && status !== 200) return of(of(this.#empty(exchange)));
        return this.#reader.read(body, answer).pipe(
          map((page) => this.#receive(page, exchange)),
          catchError((error: unknown) =>
            of(of({ ...nothingNew, invalid: 1, filled: 'none' as const, failure: asFailure(error) })),
          ),
        );
      }),
    );
  }

  #empty({ askedAt }: Exchange): PollAnswer {
    this.#continuity.receive(new Set(), askedAt);
    this.#listedAt = askedAt;
    return nothingNew;
  }

  #receive(first: LinkedPage, exchange: Exchange): Observable<PollAnswer> {
    const { asked, answer } = exchange;
    this.#validators.record({ asked, headers: answer.headers });
    const isFull = this.#isFullPage(first, exchange);
    // Before the first list nothing can be missing, and where the lists overlap nothing is.
    const mayMiss = this.#asksForNews
      ? this.#listedAt !== undefined && !first.isConnected && first.size > 0 && (first.next !== undefined || isFull)
      : this.#continuity.mayMiss(first.keys);
    const pages$ = mayMiss && first.next !== undefined ? this.#followed(first) : of([first]);
    return pages$.pipe(map((pages) => this.#conclude(pages, { exchange, mayMiss })));
  }

  /** Returns whether a list may have been cut off: it has as many comments as were asked for, or as the longest had. */
  #isFullPage({ size }: LinkedPage, { asked }: Exchange): boolean {
    const wanted = pageSizeIn(asked);
    const isFull = wanted === undefined ? size >= minFullPage && size === this.#longest : size >= wanted;
    this.#longest = Math.max(this.#longest, size);
    return isFull;
  }

  /**
   * Emits a page with those after it, up to the first that lists something known or nothing, and no more than one answer
   * may hold.
   */
  #followed(first: LinkedPage): Observable<readonly LinkedPage[]> {
    const listed = new Set(first.keys);
    let bytes = first.bytes;
    const read = (page: LinkedPage): LinkedPage => {
      for (const key of page.keys) listed.add(key);
      bytes += page.bytes;
      return page;
    };
    return of(first).pipe(
      expand(({ next, ...page }) =>
        next === undefined || isLast(page) || bytes >= maxBodyBytes
          ? EMPTY
          : this.#fetchPage(next, listed).pipe(map(read)),
      ),
      take(maxPages),
      takeUntil(timer(answerMs, this.#options.scheduler)),
      reduce<LinkedPage, readonly LinkedPage[]>((pages, page) => [...pages, page], []),
    );
  }

  #fetchPage(next: NextPage, listed: ReadonlySet<string>): Observable<LinkedPage> {
    const read = (answer: HttpAnswer): Observable<LinkedPage> => {
      if (answer.status !== 200) return refuseList(answer, this.#options);
      return readBody(answer, maxBodyBytes).pipe(switchMap((body) => this.#reader.read(body, answer, listed)));
    };
    return requestList(next, read, this.#options).pipe(catchError(() => EMPTY));
  }

  #conclude(
    pages: readonly LinkedPage[],
    { exchange, mayMiss }: { readonly exchange: Exchange; readonly mayMiss: boolean },
  ): PollAnswer {
    const posts = pages.flatMap((page) => page.posts);
    const retractions = pages.flatMap((page) => page.retractions);
    const read = { posts, retractions, invalid: pages.reduce((sum, page) => sum + page.invalid, 0) };
    const size = pages.reduce((sum, page) => sum + page.size, 0);
    const listedAt = this.#listedAt;
    this.#listedAt = exchange.askedAt;
    this.#hasReadPost ||= posts.length + retractions.length > 0;
    const last = pages.at(-1);
    const isWhole = pages.length > 1 && last !== undefined && isEnd(last);
    const keys = new Set(pages.flatMap((page) => [...page.keys]));
    const { complete, missedSince } = this.#continuity.receive(keys, exchange.askedAt);
    if (size > 0 && !this.#hasReadPost) {
      const sentence = `${exchange.answer.url.host} lists ${size} comments, none of which can be read: each needs a \`text\`.`;
      return { ...read, filled: 'none', failure: new UpstreamFailure('http', sentence) };
    }
    if (isWhole || (this.#asksForNews && !mayMiss)) return { ...read, filled: 'full' };
    if (this.#asksForNews)
      return { ...read, filled: 'partial', ...(listedAt !== undefined && { missedSince: listedAt }) };
    return { ...read, filled: complete ? 'full' : 'partial', ...(missedSince !== undefined && { missedSince }) };
  }
}

/** Returns the host of an address. */
export function hostOf(url: string): string {
  return new URL(url.replaceAll('{since}', '')).host;
}
