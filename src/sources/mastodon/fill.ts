import {
  catchError,
  concat,
  concatMap,
  defer,
  EMPTY,
  expand,
  map,
  of,
  tap,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import type { Filled } from '../../graph/index.ts';
import { isRecord, isString } from '../../model/index.ts';
import { fetchList } from '../net/http.ts';
import type { JsonElement, JsonList } from '../net/json-list.ts';
import type { Signal } from '../supervisor/supervise.ts';
import { emitInTurns } from '../turns.ts';
import { isNewer, olderBy } from './status.ts';

export interface FillOptions {
  /** The addresses of the timelines. */
  readonly timelines: readonly URL[];
  readonly headers: Readonly<Record<string, string>>;
  /** The newest status that is known. */
  readonly after: string;
  readonly signalOf: (status: unknown) => Signal;
  readonly scheduler: SchedulerLike;
}

const statusesPerPage = 40;
// Those of a server that pays no heed to the limit.
const maxStatuses = 1_000;
// An instance allows 300 requests in 5 minutes; what lies further back is too old to be worth them.
const maxPages = 25;
// A status of another server has an id by the time at which it was written there, and comes later: one that came during
// an interruption may be older than the newest before it.
const lateMs = 10_000;

/**
 * Fetches what came after a status, page by page of the timelines forward (`min_id`). Emits the statuses, then how much
 * of the interruption they fill. Never errors: a page that can't be had ends the fetch.
 */
export function fillGap({ timelines, headers, after, signalOf, scheduler }: FillOptions): Observable<Signal> {
  return defer(() => {
    let statusCount = 0;
    let complete = true;
    const page = (timeline: URL, minId: string): Observable<readonly JsonElement[]> => {
      const url = new URL(timeline);
      url.searchParams.set('min_id', minId);
      url.searchParams.set('limit', String(statusesPerPage));
      return fetchList({ url, headers, list: { names: [], maxElements: maxStatuses }, scheduler }).pipe(
        map(statusesOf),
      );
    };
    const fill = (timeline: URL): Observable<Signal> =>
      page(timeline, olderBy(after, lateMs)).pipe(
        expand((statuses, index) => {
          const last = statuses.at(-1);
          if (last === undefined) return EMPTY;
          if (index + 1 < maxPages) return page(timeline, idOf(last.value));
          complete = false;
          return EMPTY;
        }),
        catchError(() => {
          complete = false;
          return EMPTY;
        }),
        concatMap((statuses) =>
          emitInTurns(statuses, {
            lengthOf: ({ bytes }) => bytes,
            toValue: ({ value }) => signalOf(value),
            scheduler,
          }),
        ),
        tap(() => {
          statusCount += 1;
        }),
      );
    const filled = (): Filled => {
      if (complete) return 'full';
      return statusCount > 0 ? 'partial' : 'none';
    };
    return concat(
      ...timelines.map(fill),
      defer(() => of<Signal>({ type: 'resumed', filled: filled() })),
    );
  });
}

/** Returns the statuses of a page, oldest first. */
function statusesOf({ elements }: JsonList): readonly JsonElement[] {
  return elements
    .filter(({ value }) => idOf(value) !== '')
    .toSorted((a, b) => (isNewer(idOf(a.value), idOf(b.value)) ? 1 : -1));
}

const idOf = (status: unknown): string => (isRecord(status) && isString(status['id']) ? status['id'] : '');
