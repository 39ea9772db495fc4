import {
  catchError,
  EMPTY,
  expand,
  filter,
  map,
  of,
  reduce,
  switchMap,
  take,
  takeUntil,
  timer,
  type Observable,
} from 'rxjs';
import type { Filled } from '../../graph/index.ts';
import { RecentKeys } from '../../graph/operators/index.ts';
import type { Post } from '../../model/index.ts';
import { readBody, type HttpAnswer } from '../net/http.ts';
import { UpstreamFailure } from '../supervisor/failure.ts';
import { listIn, readPage, type Page } from './body.ts';
import { isEnd, isLast, nextPageOf, pageSizeIn, type LinkedPage, type NextPage } from './links.ts';
import { answerMs, refuseList, requestList, type PollRequestOptions } from './poll-request.ts';
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
const maxSeen = 100_000;
const maxPages = 25;
// The smallest list that is taken for a full page because an earlier list, the longest by then, had as many.
const minFullPage = 10;

const nothingNew: PollAnswer = { posts: [], invalid: 0, filled: 'full' };

/** Fetches one address again and again; remembers what keeps each answer short and emits each comment once. */
export class PollClient {
  readonly #options: PollClientOptions;
  readonly #seen = new RecentKeys(maxSeen);
  readonly #continuity = new PageContinuity();
  readonly #validators = new Validators();
  #newest: Page['newest'];
  /** When the last list was asked for, in epoch ms. */
  #listedAt: number | undefined;
  #longest = 0;
  #hasReadPost = false;

  constructor(options: PollClientOptions) {
    this.#options = options;
  }

  /** Fetches once, as soon as the graph accepts more. */
  fetch(): Observable<PollAnswer> {
    const { canAccept$, scheduler } = this.#options;
    return canAccept$.pipe(
      filter((canAccept) => canAccept),
      take(1),
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
    const since = encodeURIComponent((this.#newest?.id ?? '').toWellFormed());
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
      map((body) => {
        if (body.length === 0 && status !== 200) return of(this.#empty(exchange));
        const list = listIn(body);
        if (list !== undefined) return this.#receive(list, exchange);
        const failure = new UpstreamFailure('http', `${answer.url.host} answers with no JSON list of comments.`);
        return of({ posts: [], invalid: 1, filled: 'none' as const, failure });
      }),
    );
  }

  #empty({ askedAt }: Exchange): PollAnswer {
    this.#continuity.receive(new Set(), askedAt);
    this.#listedAt = askedAt;
    return nothingNew;
  }

  #receive(list: readonly unknown[], exchange: Exchange): Observable<PollAnswer> {
    const { asked, answer } = exchange;
    const first = this.#readList(list, answer);
    this.#validators.record({ asked, headers: answer.headers });
    const isFull = this.#isFullPage(first, exchange);
    // Before the first list nothing can be missing, and where the lists overlap nothing is.
    const mayMiss = this.#asksForNews
      ? this.#listedAt !== undefined && !first.isConnected && first.size > 0 && (first.next !== undefined || isFull)
      : this.#continuity.mayMiss(first.keys);
    const pages$ = mayMiss && first.next !== undefined ? this.#followed(first) : of([first]);
    return pages$.pipe(map((pages) => this.#conclude(pages, { exchange, mayMiss })));
  }

  /** Reads a list; `listed` has the keys of the pages before it, whose repetition connects nothing. */
  #readList(list: readonly unknown[], answer: HttpAnswer, listed: ReadonlySet<string> = new Set()): LinkedPage {
    const { name, scheduler } = this.#options;
    const now = scheduler.now();
    const page = readPage(list, { source: name, seen: this.#seen, now });
    const { newest } = page;
    // Since the clock was set back, the newest may lie in the future.
    const newestAt = Math.min(this.#newest?.at ?? -Infinity, now);
    if (newest !== undefined && newest.at >= newestAt) this.#newest = newest;
    const isConnected = page.known.values().some((key) => !listed.has(key));
    const url = nextPageOf(answer.headers, answer.url);
    const next = url && { url, ledBy: answer };
    return { ...page, size: list.length, next, isConnected };
  }

  /** Returns whether a list may have been cut off: it has as many comments as were asked for, or as the longest had. */
  #isFullPage({ size }: LinkedPage, { asked }: Exchange): boolean {
    const wanted = pageSizeIn(asked);
    const isFull = wanted === undefined ? size >= minFullPage && size === this.#longest : size >= wanted;
    this.#longest = Math.max(this.#longest, size);
    return isFull;
  }

  /** Emits a page with those after it, up to the first that lists something known or nothing. */
  #followed(first: LinkedPage): Observable<readonly LinkedPage[]> {
    const listed = new Set(first.keys);
    const read = (page: LinkedPage): LinkedPage => {
      for (const key of page.keys) listed.add(key);
      return page;
    };
    return of(first).pipe(
      expand((page) =>
        page.next === undefined || isLast(page) ? EMPTY : this.#fetchPage(page.next, listed).pipe(map(read)),
      ),
      take(maxPages),
      takeUntil(timer(answerMs, this.#options.scheduler)),
      reduce<LinkedPage, readonly LinkedPage[]>((pages, page) => [...pages, page], []),
    );
  }

  #fetchPage(next: NextPage, listed: ReadonlySet<string>): Observable<LinkedPage> {
    const read = (answer: HttpAnswer): Observable<LinkedPage> => {
      if (answer.status !== 200) return refuseList(answer, this.#options);
      return readBody(answer, maxBodyBytes).pipe(map((body) => this.#readList(listIn(body) ?? [], answer, listed)));
    };
    return requestList(next, read, this.#options).pipe(catchError(() => EMPTY));
  }

  #conclude(
    pages: readonly LinkedPage[],
    { exchange, mayMiss }: { readonly exchange: Exchange; readonly mayMiss: boolean },
  ): PollAnswer {
    const posts = pages.flatMap((page) => page.posts);
    const invalid = pages.reduce((sum, page) => sum + page.invalid, 0);
    const size = pages.reduce((sum, page) => sum + page.size, 0);
    const listedAt = this.#listedAt;
    this.#listedAt = exchange.askedAt;
    this.#hasReadPost ||= posts.length > 0;
    const last = pages.at(-1);
    const isWhole = pages.length > 1 && last !== undefined && isEnd(last);
    const keys = new Set(pages.flatMap((page) => [...page.keys]));
    const { complete, missedSince } = this.#continuity.receive(keys, exchange.askedAt);
    if (size > 0 && !this.#hasReadPost) {
      const sentence = `${exchange.answer.url.host} lists ${size} comments, none of which can be read: each needs a \`text\`.`;
      return { posts, invalid, filled: 'none', failure: new UpstreamFailure('http', sentence) };
    }
    if (isWhole || (this.#asksForNews && !mayMiss)) return { posts, invalid, filled: 'full' };
    if (this.#asksForNews)
      return { posts, invalid, filled: 'partial', ...(listedAt !== undefined && { missedSince: listedAt }) };
    return { posts, invalid, filled: complete ? 'full' : 'partial', ...(missedSince !== undefined && { missedSince }) };
  }
}

/** Returns the host of an address. */
export function hostOf(url: string): string {
  return new URL(url.replaceAll('{since}', '')).host;
}
