import type { JetStreamClient } from '@nats-io/jetstream';
import { Kvm, type KV } from '@nats-io/kv';
import {
  catchError,
  concat,
  debounceTime,
  defer,
  distinctUntilChanged,
  EMPTY,
  filter,
  finalize,
  from,
  ignoreElements,
  interval,
  map,
  merge,
  mergeMap,
  of,
  repeat,
  retry,
  switchMap,
  timeout,
  timer,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import type { QuerySet } from '../graph/index.ts';
import { shareLatest } from '../graph/operators/index.ts';
import { Interest, slotsOf } from './interest.ts';

export interface InterestOptions {
  readonly js: JetStreamClient;
  readonly bucket: string;
  readonly replicas: number;
  /** The name of this node. */
  readonly node: string;
  /** The time for which the interest of a gateway that has vanished is kept, in ms. */
  readonly keepMs: number;
  /** The time for which upstream is kept open after the last query has gone from every gateway, in ms. */
  readonly idleGraceMs: number;
  readonly scheduler: SchedulerLike;
}

export interface InterestBucket {
  /** Writes what this node tracks, and refreshes it for as long as it is subscribed to. Never emits. */
  readonly publish: (querySet: QuerySet) => Observable<never>;
  /** Emits what all gateways track: the last set at once. */
  readonly querySet$: Observable<QuerySet>;
}

/** The time after which a gateway's keys are refreshed, as a part of the time for which they are kept. */
const refreshPart = 1 / 3;
const settleMs = 50;
const retryMs = 1_000;
const expireMs = 5_000;

/** Creates the interest of a cluster: a bucket of NATS, in which each gateway has keys of its own. */
export function createInterest(options: InterestOptions): InterestBucket {
  const { js, bucket, replicas, keepMs, scheduler } = options;
  let opened: Promise<KV> | undefined;
  const open = (): Promise<KV> => {
    opened ??= new Kvm(js).create(bucket, { replicas, ttl: keepMs }).catch((error: unknown) => {
      opened = undefined;
      throw error;
    });
    return opened;
  };
  const written = new Map<string, string>();
  const write = async (querySet: QuerySet, isRefresh: boolean): Promise<void> => {
    const kv = await open();
    const wanted = slotsOf(options.node, querySet);
    for (const [key, value] of wanted) {
      if (!isRefresh && written.get(key) === value) continue;
      await kv.put(key, value);
      written.set(key, value);
    }
    for (const key of [...written.keys()].filter((each) => !wanted.has(each))) {
      await kv.delete(key);
      written.delete(key);
    }
  };
  return {
    publish: (querySet) =>
      concat(
        defer(() => from(write(querySet, false))),
        interval(keepMs * refreshPart, scheduler).pipe(mergeMap(() => from(write(querySet, true)))),
      ).pipe(retry({ delay: () => timer(retryMs, scheduler) }), ignoreElements()),
    querySet$: collect(open, options),
  };
}

function collect(open: () => Promise<KV>, { keepMs, idleGraceMs, scheduler }: InterestOptions): Observable<QuerySet> {
  return defer(() => {
    const interest = new Interest(keepMs);
    const changes$ = defer(() => from(open())).pipe(
      mergeMap((kv) => watch(kv)),
      // A watch may fall silent for good. Gateways refresh their keys, so a longer silence means that, or that there are none.
      timeout({ each: 2 * keepMs * refreshPart, scheduler }),
      filter(({ key, value }) => interest.set(key, value, scheduler.now())),
      catchError(() => EMPTY),
      repeat({ delay: () => timer(retryMs, scheduler) }),
    );
    const expiries$ = interval(expireMs, scheduler).pipe(filter(() => interest.expire(scheduler.now())));
    return merge(of('begun'), changes$, expiries$).pipe(
      debounceTime(settleMs, scheduler),
      map(() => interest.querySet()),
      distinctUntilChanged(hasSameQueries),
      switchMap((set, index) =>
        set.length > 0 || index === 0 ? of(set) : timer(idleGraceMs, scheduler).pipe(map(() => set)),
      ),
    );
  }).pipe(shareLatest());
}

interface Change {
  readonly key: string;
  /** Undefined where it was deleted. */
  readonly value: string | undefined;
}

function watch(kv: KV): Observable<Change> {
  return defer(() => from(kv.watch())).pipe(
    mergeMap((entries) =>
      from(entries).pipe(
        map((entry) => ({ key: entry.key, value: entry.operation === 'PUT' ? entry.string() : undefined })),
        finalize(() => {
          entries.stop();
        }),
      ),
    ),
  );
}

function hasSameQueries(before: QuerySet, after: QuerySet): boolean {
  if (before.length !== after.length) return false;
  const known = new Set(before.map(({ canonical }) => canonical));
  return after.every(({ canonical }) => known.has(canonical));
}
