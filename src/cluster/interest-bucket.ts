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
  /** Resolves when NATS has been reached. */
  readonly opened: Promise<{ readonly js: JetStreamClient; readonly replicas: number }>;
  readonly bucket: string;
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

/** The time after which a gateway's keys are refreshed, in ms, or a third of the time for which they are kept. */
const maxRefreshMs = 20_000;
const refreshMsOf = (keepMs: number): number => Math.min(maxRefreshMs, keepMs / 3);
const settleMs = 50;
const retryMs = 1_000;
const expireMs = 5_000;

/** Creates the interest of a cluster: a bucket of NATS, in which each gateway has keys of its own. */
export function createInterest(options: InterestOptions): InterestBucket {
  const { keepMs, scheduler } = options;
  const bucket = new Bucket(options);
  const own = new OwnKeys(bucket, options.node);
  return {
    publish: (querySet) =>
      concat(
        defer(() => from(own.write(querySet, false))),
        interval(refreshMsOf(keepMs), scheduler).pipe(mergeMap(() => from(own.write(querySet, true)))),
      ).pipe(retry({ delay: () => timer(retryMs, scheduler) }), ignoreElements()),
    querySet$: collect(bucket, options),
  };
}

/** The bucket, which is made where it is missing: at first, and after a failure. */
class Bucket {
  readonly #options: Pick<InterestOptions, 'opened' | 'bucket' | 'keepMs'>;
  #kv: Promise<KV> | undefined;

  constructor(options: Pick<InterestOptions, 'opened' | 'bucket' | 'keepMs'>) {
    this.#options = options;
  }

  open(): Promise<KV> {
    this.#kv ??= this.#make();
    return this.#kv;
  }

  /** Has the bucket opened again: it may have been deleted, and its server may have lost its disk. */
  reset(): void {
    this.#kv = undefined;
  }

  async #make(): Promise<KV> {
    const { opened, bucket, keepMs } = this.#options;
    const { js, replicas } = await opened;
    return new Kvm(js).create(bucket, { replicas, ttl: keepMs });
  }
}

/** The keys of this node. */
class OwnKeys {
  readonly #bucket: Bucket;
  readonly #node: string;
  readonly #written = new Map<string, string>();
  #wanted: QuerySet = [];
  #turn: Promise<void> = Promise.resolve();

  constructor(bucket: Bucket, node: string) {
    this.#bucket = bucket;
    this.#node = node;
  }

  /** Writes what is tracked now, one change after another; what has been replaced meanwhile is not written. */
  write(querySet: QuerySet, isRefresh: boolean): Promise<void> {
    if (!isRefresh) this.#wanted = querySet;
    const write = () => (this.#wanted === querySet ? this.#put(querySet, isRefresh) : undefined);
    this.#turn = this.#turn.then(write, write);
    return this.#turn;
  }

  async #put(querySet: QuerySet, isRefresh: boolean): Promise<void> {
    const wanted = slotsOf(this.#node, querySet);
    try {
      const kv = await this.#bucket.open();
      for (const [key, value] of wanted) {
        if (!isRefresh && this.#written.get(key) === value) continue;
        await kv.put(key, value);
        this.#written.set(key, value);
      }
      for (const key of [...this.#written.keys()].filter((each) => !wanted.has(each))) {
        await kv.delete(key);
        this.#written.delete(key);
      }
    } catch (error) {
      // The contents of the bucket are not known, so everything is written again.
      for (const key of this.#written.keys()) this.#written.set(key, '');
      this.#bucket.reset();
      throw error;
    }
  }
}

function collect(bucket: Bucket, { keepMs, idleGraceMs, scheduler }: InterestOptions): Observable<QuerySet> {
  return defer(() => {
    const interest = new Interest(keepMs);
    const changes$ = defer(() => from(bucket.open())).pipe(
      mergeMap((kv) => watch(kv)),
      // A watch may fall silent for good. Gateways refresh their keys, so a longer silence means that, or that there are none.
      timeout({ each: 2 * refreshMsOf(keepMs), scheduler }),
      filter(({ key, value }) => interest.set(key, value, scheduler.now())),
      catchError(() => {
        bucket.reset();
        return EMPTY;
      }),
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
