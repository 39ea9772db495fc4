import {
  catchError,
  concat,
  concatMap,
  defer,
  EMPTY,
  from,
  map,
  merge,
  mergeMap,
  of,
  repeat,
  switchMap,
  timer,
  toArray,
  type Observable,
} from 'rxjs';
import type { Source } from '../../graph/index.ts';
import { concatMapEager } from '../../graph/operators/index.ts';
import { isRecord } from '../../model/index.ts';
import type { Cursors } from '../cursors.ts';
import { whenAccepted } from '../backpressure.ts';
import type { LiveSourceContext } from '../define.ts';
import { fetchJson } from '../net/fetch-json.ts';
import { UpstreamFailure } from '../supervisor/failure.ts';
import { superviseSource, type Signal, type UpstreamSession } from '../supervisor/supervise.ts';
import { readItem, type Item } from './item.ts';
import { ItemReader } from './item-reader.ts';
import { isId, Walk } from './walk.ts';

export interface HackerNewsOptions extends LiveSourceContext {
  /** `https://HOST`; default: the public API. */
  readonly base?: string | undefined;
  readonly cursors: Cursors;
}

const publicBase = 'https://hacker-news.firebaseio.com';
/** The pause between two requests for the newest id. */
const everyMs = 2_000;
/** The pause between two requests for what has changed. */
const changesEveryMs = 30_000;
/** Items that are asked for at the same time. */
const maxRequests = 8;
/** Changed items that are looked at again after one answer. */
const maxChanges = 100;

/**
 * Creates a source of the stories and comments of Hacker News, in the order of their ids. It asks for the newest id again and
 * again and reads each item up to it, from where the last run stopped; then looks for edits and deletions among its latest
 * posts.
 */
export function createHackerNews(options: HackerNewsOptions): Source {
  const { name, base = publicBase, cursors, scheduler } = options;
  const key = `hackernews ${base}`;
  const reader = new ItemReader(name);
  // Only the first session of a run goes on where an earlier run stopped: later ones begin because nothing was asked for.
  let hasRead = false;
  const createSession = (): UpstreamSession => {
    const previous = hasRead ? undefined : cursors.read(key);
    const walk = new Walk(previous);
    const keep = (): void => {
      hasRead = true;
      cursors.write(key, walk.position(scheduler.now()));
    };
    return { connect: () => connect({ ...options, base, walk, reader, keep }) };
  };
  const host = new URL(base).host;
  // Each request has a deadline of its own.
  return superviseSource({ ...options, host, createSession, connectMs: Infinity, silenceMs: Infinity });
}

interface Connection extends LiveSourceContext {
  readonly base: string;
  readonly walk: Walk;
  readonly reader: ItemReader;
  /** Called when the walk has moved on. */
  readonly keep: () => void;
}

function connect(connection: Connection): Observable<Signal> {
  const { base, walk, scheduler } = connection;
  return defer(() => {
    let isFirst = true;
    const round$ = fetchJson({ url: new URL(`${base}/v0/maxitem.json`), scheduler }).pipe(
      concatMap((newest) => {
        if (!isId(newest)) {
          throw new UpstreamFailure('refused', `${new URL(base).host} names no newest item: it is no Hacker News.`);
        }
        const isWhole = walk.reach(newest);
        if (!isFirst) return concat(of<Signal>({ type: 'alive' }), readNew(connection));
        isFirst = false;
        const { since } = walk;
        const filled = isWhole ? 'full' : 'none';
        const resumed: Signal = { type: 'resumed', filled, ...(since !== undefined && { since }) };
        return concat(of<Signal>({ type: 'live' }), readNew(connection), of(resumed));
      }),
      repeat({ delay: () => timer(everyMs, scheduler) }),
    );
    return merge(round$, readChanges(connection));
  });
}

/** Reads all items up to the newest, or up to an absent one that the others wait for. */
function readNew(connection: Connection): Observable<Signal> {
  const { walk, reader, keep, canAccept$, scheduler } = connection;
  return defer(() => {
    let isDone = false;
    const receive = (ids: readonly number[], items: readonly Item[]): readonly Signal[] => {
      const signals: Signal[] = [];
      for (const [index, id] of ids.entries()) {
        const item = items[index] ?? { type: 'absent' };
        if (item.type === 'absent') {
          isDone = walk.missed(id, scheduler.now());
          if (isDone) break;
        } else {
          walk.found(id);
          signals.push(reader.read(item));
        }
      }
      keep();
      return signals;
    };
    const step$ = whenAccepted(canAccept$).pipe(
      switchMap(() => {
        const ids = walk.step(maxRequests, scheduler.now());
        isDone = ids.length === 0;
        return isDone ? EMPTY : fetchItems(ids, connection).pipe(concatMap((items) => receive(ids, items)));
      }),
    );
    return step$.pipe(repeat({ delay: () => (isDone ? EMPTY : of('next')) }));
  });
}

/** Looks again and again at which of the latest posts have changed. Never errors: what was not noticed may be next time. */
function readChanges(connection: Connection): Observable<Signal> {
  const { base, reader, scheduler } = connection;
  const changes$ = fetchJson({ url: new URL(`${base}/v0/updates.json`), scheduler }).pipe(
    map((value) => (isRecord(value) && Array.isArray(value['items']) ? value['items'].filter(isId) : [])),
    map((ids) => ids.filter((id) => reader.hasRead(id)).slice(0, maxChanges)),
    concatMap((ids) => fetchItems(ids, connection).pipe(map((items) => ({ ids, items })))),
    concatMap(({ ids, items }) => ids.flatMap((id, at) => readAgain(id, items[at]))),
    catchError(() => EMPTY),
  );
  const readAgain = (id: number, item: Item | undefined): readonly Signal[] =>
    item === undefined ? [] : reader.readAgain(id, item, scheduler.now());
  return timer(changesEveryMs, scheduler).pipe(
    concatMap(() => changes$),
    repeat(),
  );
}

/** Emits the items of some ids, in their order. */
function fetchItems(
  ids: readonly number[],
  { base, scheduler, name: source }: Pick<Connection, 'base' | 'scheduler' | 'name'>,
): Observable<readonly Item[]> {
  const fetchItem = (id: number): Observable<Item> =>
    fetchJson({ url: new URL(`${base}/v0/item/${id}.json`), scheduler }).pipe(
      map((value) => readItem(value, { id, source })),
    );
  return defer(() => from(ids).pipe(mergeMap(concatMapEager(fetchItem), maxRequests), toArray()));
}
