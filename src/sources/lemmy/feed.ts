import { EMPTY, expand, map, reduce, switchMap, take, type Observable, type SchedulerLike } from 'rxjs';
import { deadline } from '../supervisor/deadline.ts';
import { UpstreamFailure } from '../supervisor/failure.ts';
import { httpGet, readBody, refuseWith } from '../net/http.ts';
import { readJsonList, type JsonElement } from '../net/json-list.ts';
import { inTurns } from '../turns.ts';
import type { Kind } from './item.ts';

/** A list of an instance: of its posts or its comments, or those of one community. */
export interface Feed {
  readonly kind: Kind;
  /** `https://HOST`. */
  readonly base: string;
  /** A community's name, with `@HOST` where it is of another instance; undefined for all that the instance knows. */
  readonly community: string | undefined;
}

export interface ListedItems {
  /** In the order of the list. */
  readonly elements: readonly JsonElement[];
  /** Whether the list was read up to an item that is known, or to its end. */
  readonly isWhole: boolean;
}

export interface ReadOptions {
  /** Returns whether an element of the list is known; where none is yet, the first page is enough. */
  readonly isKnown: ((element: unknown) => boolean) | undefined;
  readonly scheduler: SchedulerLike;
}

const pageSize = 50;
/** An interruption of half a day of a large instance lies within them. */
const maxPages = 40;
const maxBodyBytes = 8_388_608;
const maxElements = 1_000;

/** Lists the newest items of a feed, page by page back to what is known. Emits once; errors with an `UpstreamFailure`. */
export function readFeed(feed: Feed, { isKnown, scheduler }: ReadOptions): Observable<ListedItems> {
  const isEnd = (page: readonly JsonElement[]): boolean =>
    isKnown === undefined || page.length === 0 || page.some(({ value }) => isKnown(value));
  return readPage(feed, 1, scheduler).pipe(
    expand((page, index) => (isEnd(page) ? EMPTY : readPage(feed, index + 2, scheduler))),
    take(maxPages),
    reduce<readonly JsonElement[], ListedItems>(
      ({ elements }, page) => ({ elements: [...elements, ...page], isWhole: isEnd(page) }),
      { elements: [], isWhole: true },
    ),
  );
}

function readPage(
  { kind, base, community }: Feed,
  page: number,
  scheduler: SchedulerLike,
): Observable<readonly JsonElement[]> {
  const url = new URL(`${base}/api/v3/${kind}/list`);
  const query = { type_: 'All', sort: 'New', limit: String(pageSize), page: String(page) };
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  if (community !== undefined) url.searchParams.set('community_name', community);
  const list = { names: [`${kind}s`], maxElements };
  return httpGet({ url, headers: { Accept: 'application/json' } }).pipe(
    switchMap((answer) =>
      answer.status === 200 ? readBody(answer, maxBodyBytes) : refuseWith(answer, { scheduler, advice: privateAdvice }),
    ),
    switchMap((body) => inTurns(() => readJsonList(body, list), scheduler)),
    deadline({ host: url.host, scheduler }),
    take(1),
    map((found) => {
      if (typeof found !== 'string') return found.elements;
      throw new UpstreamFailure(
        'refused',
        `${url.host} lists no ${kind}s: it is no Lemmy instance, or one of another version.`,
      );
    }),
  );
}

const privateAdvice = 'The instance may be private.';
