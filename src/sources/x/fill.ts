import {
  catchError,
  concat,
  concatMap,
  defer,
  EMPTY,
  expand,
  ignoreElements,
  map,
  mergeAll,
  of,
  tap,
  timer,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import type { Filled } from '../../graph/index.ts';
import { isRecord, stringField } from '../../model/index.ts';
import { fetchList } from '../net/http.ts';
import type { JsonElement, JsonList } from '../net/json-list.ts';
import type { Signal } from '../supervisor/supervise.ts';
import { emitInTurns } from '../turns.ts';
import { readIncludes, type Includes } from './post.ts';
import type { MessageReader } from './reader.ts';
import { postFields } from './stream.ts';

export interface FillOptions {
  readonly base: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly reader: MessageReader;
  /** The values of the wanted rules that the stream brings. */
  readonly values: readonly string[];
  /** The bounds of the gap, in epoch ms. */
  readonly from: number;
  readonly to: number;
  readonly scheduler: SchedulerLike;
}

// A search may not end later than 10 s ago (docs.x.com, recent search), and finds new posts a little late.
const searchDelayMs = 15_000;
const postsPerPage = 100;
const list = { names: ['data'], maxElements: postsPerPage, others: ['includes', 'meta'], isOptional: true };
// Of the 450 requests in 15 minutes, each for up to 100 posts that are paid for.
const maxPages = 50;

/**
 * Emits the posts of a gap that recent search finds, rule by rule, then how much of the gap they fill. That is never
 * `full` where a rule asks for reposts, which search leaves out. Never errors: a page that fails ends its rule's
 * search.
 */
export function fillGap(options: FillOptions): Observable<Signal> {
  const { values, reader, scheduler } = options;
  return defer(() => {
    let pages = 0;
    let complete = values.length > 0 && values.every((value) => value.includes('-is:retweet'));
    const page = (value: string, token?: string): Observable<Page> =>
      defer(() => {
        pages += 1;
        if (pages > maxPages) throw new Error('too many pages');
        return search(options, value, token);
      });
    const fill = (value: string): Observable<Signal> =>
      page(value).pipe(
        expand(({ next }) => (next === undefined ? EMPTY : page(value, next))),
        catchError(() => {
          complete = false;
          return EMPTY;
        }),
        concatMap(({ posts, includes }) =>
          emitInTurns(posts, {
            lengthOf: ({ bytes }) => bytes,
            toValue: ({ value: post }) => reader.post(post, includes),
            scheduler,
          }).pipe(mergeAll()),
        ),
      );
    let hasPosts = false;
    const filled = (): Filled => {
      if (complete) return 'full';
      return hasPosts ? 'partial' : 'none';
    };
    return concat(
      timer(searchDelayMs, scheduler).pipe(ignoreElements()),
      ...values.map(fill).map((signals$) => signals$.pipe(tap(() => (hasPosts = true)))),
      defer(() => of<Signal>({ type: 'resumed', filled: filled() })),
    );
  });
}

interface Page {
  readonly posts: readonly JsonElement[];
  readonly includes: Includes;
  readonly next: string | undefined;
}

function search(options: FillOptions, value: string, token: string | undefined): Observable<Page> {
  const { base, headers, scheduler } = options;
  const url = new URL(`${base}/2/tweets/search/recent`);
  const query = {
    query: value,
    start_time: instantOf(options.from),
    end_time: instantOf(options.to + 1_000),
    max_results: String(postsPerPage),
    ...postFields,
    ...(token !== undefined && { next_token: token }),
  };
  for (const [name, text] of Object.entries(query)) url.searchParams.set(name, text);
  return fetchList({ url, headers, list, scheduler }).pipe(map(readPage));
}

/** Returns an instant to the second. */
const instantOf = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

function readPage({ elements: posts, others: { includes, meta } }: JsonList): Page {
  return {
    posts,
    includes: readIncludes(includes),
    next: isRecord(meta) ? stringField(meta, 'next_token') : undefined,
  };
}
