import {
  catchError,
  concat,
  concatMap,
  defer,
  EMPTY,
  expand,
  filter,
  finalize,
  from,
  map,
  merge,
  mergeAll,
  mergeMap,
  of,
  takeUntil,
  type MonoTypeOperatorFunction,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import { Slots } from '../budget/index.ts';
import { sentenceOf } from '../model/index.ts';
import type { Limits } from './limits.ts';
import { withSlot } from './operators/index.ts';
import { originOf, type Origin } from './backfill-origin.ts';
import { ownerOf, PendingBackfills, type PendingBackfill, type WaitingLimits } from './pending-backfills.ts';
import type { Delivery, HistoryPage, ReadPage, ResultDelivery, Session, Store, TrackingDelivery } from './ports.ts';
import { RecentHistory } from './recent-history.ts';
import type { Replay } from './replays.ts';
import type { Gap } from './source.ts';

/*
 * For an id tracked with `since`, stored results come between the answer and the new results; for one that resumes with
 * a token of the log, so do the results of the log's span:
 *
 *     answers      A ──────────────► A ── turn of the session ─┬─ page ─ page ─ page ─┬─ waiting results ─┐
 *     store             history() ──────── what is stored ─────┘                      │                   ├──► session
 *     new results      r ── r ── r ── (wait in PendingBackfills) ── r ── r ── r ──────┘   r ── r ─────────┘
 */

/** The bounds of backfills; each is described there. */
export type BackfillLimits = WaitingLimits & Pick<Limits, 'maxBackfillReads' | 'maxBackfillReadsPerOwner'>;

export interface BackfillOptions {
  readonly history?: Store['history'] | undefined;
  readonly replay?: Replay | undefined;
  readonly limits: BackfillLimits;
  readonly scheduler: Pick<SchedulerLike, 'now'>;
  /** Called when stored results are skipped because too many new ones wait for them. */
  readonly onSkipped?: (() => void) | undefined;
}

/** The results that waited that a session is given at a time, before it is waited for. */
const chunkResults = 100;

/** Two operators that work together: stored results of an id go out before its new ones. */
export interface Backfills<S extends Session> {
  /** For answers: emits the stored results after each answer that asks for them, then the new results that waited. */
  readonly prependStored: MonoTypeOperatorFunction<Delivery<S>>;
  /** For new results: emits those of ids that are not being backfilled; the others wait. */
  readonly delayNew: MonoTypeOperatorFunction<ResultDelivery<S>>;
  /** Returns whether results of an id wait, or are still to come from the store or the log. */
  readonly isPending: (session: S, id: string) => boolean;
}

/**
 * Creates the backfills of a store. There is no hole between stored and new results, since the new ones wait from the
 * answer on; and no repetition, since `history` is subscribed to with the answer and reads exactly what was stored before.
 * New results wait also while a backfill waits for its turn: to read them from the store later would be a hole where the
 * store sheds them, keeps no posts, or keeps only their ids.
 *
 * A session gets stored results no faster than it takes them. It has one backfill at a time; a page is read when it has
 * sent everything before, and there is a slot, for which owners take turns. So a session that does not read has no slot,
 * and at most one page.
 *
 * @example
 * const { prependStored, delayNew } = createBackfills({ history: store.history, limits: defaultLimits, scheduler });
 * merge(answers$.pipe(prependStored), results$.pipe(delayNew));
 */
export function createBackfills<S extends Session>(options: BackfillOptions): Backfills<S> {
  const { history, replay, limits, scheduler, onSkipped } = options;
  const recent = history && replay && new RecentHistory<S>(history, replay);
  const isNew = (delivery: ResultDelivery<S>): boolean => recent?.isNew(delivery) ?? true;
  const pending = new PendingBackfills<S>(limits);
  const reads = new Slots<S | string>({
    max: limits.maxBackfillReads,
    maxPerOwner: limits.maxBackfillReadsPerOwner,
    // A session waits for one page at a time.
    maxWaiting: Infinity,
    maxWaitingPerOwner: Infinity,
  });
  const start = (tracking: TrackingDelivery<S>, origin: Origin<S>): Observable<Delivery<S>> => {
    const { session, id } = tracking;
    const backfill = pending.add(session, id);
    const stored = new StoredResults({ tracking, origin, backfill, reads, now: () => scheduler.now(), onSkipped });
    const paced$ = origin.pages$.pipe(
      map((readFirst) => stored.emit(readFirst)),
      catchError((error: unknown) => of(stored.fail(error))),
      concatMap((stored$) =>
        withSlot({
          slots: backfill.turns,
          owner: id,
          work: () => concat(stored$, newResults(pending, backfill).pipe(filter(isNew))),
        }),
      ),
      takeUntil(backfill.hurried$),
    );
    const hurried$ = defer(() => concat(stored.skipRest(), from(pending.take(backfill, Infinity)).pipe(filter(isNew))));
    return concat(paced$, hurried$).pipe(
      takeUntil(merge(backfill.cancelled$, session.closed$)),
      finalize(() => {
        pending.remove(backfill);
      }),
    );
  };
  const refuse = (tracking: TrackingDelivery<S>, { since }: Origin<S>): Delivery<S> => {
    onSkipped?.();
    const cause = 'Too many queries of your address wait for stored posts: track this one again later.';
    return gapIn(tracking, { from: since, to: scheduler.now(), cause, filled: 'none' });
  };
  return {
    prependStored: mergeMap((delivery) => {
      if (delivery.type !== 'tracking' && delivery.type !== 'untracked') return of(delivery);
      pending.find(delivery.session, delivery.id)?.cancel();
      recent?.forget(delivery.session, delivery.id);
      const origin = delivery.type === 'untracked' ? undefined : originOf(delivery, { history, replay, recent });
      if (delivery.type === 'untracked' || origin === undefined) return of(delivery);
      // A client that resumes from the log asks for no more than it had.
      if (origin.name === 'store' && pending.isFull(delivery.session)) return of(delivery, refuse(delivery, origin));
      return concat(of(delivery), start(delivery, origin));
    }),
    delayNew: filter((delivery) => !pending.enqueue(delivery) && isNew(delivery)),
    isPending: (session, id) => pending.find(session, id) !== undefined,
  };
}

/** Emits the results of an id that wait, as fast as the session takes them, until none is left. */
function newResults<S extends Session>(
  pending: PendingBackfills<S>,
  backfill: PendingBackfill<S>,
): Observable<ResultDelivery<S>> {
  const nextChunk = (): Observable<readonly ResultDelivery<S>[]> => {
    if (backfill.waiting === 0) return EMPTY;
    return concat(
      drained(backfill.session),
      defer(() => of(pending.take(backfill, chunkResults))),
    );
  };
  return defer(nextChunk).pipe(expand(nextChunk), mergeAll());
}

interface StoredOptions<S extends Session> {
  readonly tracking: TrackingDelivery<S>;
  readonly origin: Origin<S>;
  readonly backfill: PendingBackfill<S>;
  readonly reads: Slots<S | string>;
  readonly now: () => number;
  readonly onSkipped: (() => void) | undefined;
}

/** The stored results of an id, and the gap in the place of those that it does not get. */
class StoredResults<S extends Session> {
  readonly #options: StoredOptions<S>;
  /** The time of the last post that was emitted. */
  #reached: number;
  #isOver = false;

  constructor(options: StoredOptions<S>) {
    this.#options = options;
    this.#reached = options.origin.since;
  }

  /** Emits all of them, or a gap for the rest when the store fails, or when too many new results wait. */
  emit(readFirst: ReadPage): Observable<Delivery<S>> {
    const { origin, backfill } = this.#options;
    const stored$ = this.#page(readFirst).pipe(
      expand(({ next }) => (next === undefined ? EMPTY : this.#page(next))),
      mergeMap(({ posts, retracted = [] }) => {
        this.#reached = posts.at(-1)?.post.at ?? this.#reached;
        const { session, id } = this.#options.tracking;
        const retractions = retracted.map((post): Delivery<S> => ({ type: 'retract', session, id, post }));
        return from([...retractions, ...posts.map(origin.deliveryOf)]);
      }),
    );
    return defer(() => {
      backfill.isReading = true;
      return concat(stored$, this.#end()).pipe(
        catchError((error: unknown) => this.fail(error)),
        takeUntil(backfill.skipped$),
        finalize(() => {
          backfill.isReading = false;
        }),
      );
    }).pipe((read$) => concat(read$, this.skipRest()));
  }

  /** Emits the gap because the store or the log can't be read. */
  fail(error: unknown): Observable<Delivery<S>> {
    return this.#gap(`The ${this.#options.origin.name} can't be read: ${sentenceOf(error)}`);
  }

  /** Emits the gap because too many new results wait, unless all stored ones have been emitted. */
  skipRest(): Observable<Delivery<S>> {
    const { onSkipped } = this.#options;
    return defer(() => {
      if (!this.#isOver) onSkipped?.();
      return this.#gap('New posts came faster than the stored ones could be read.');
    });
  }

  #end(): Observable<never> {
    return defer(() => {
      this.#isOver = true;
      return EMPTY;
    });
  }

  #gap(cause: string): Observable<Delivery<S>> {
    const { tracking, now } = this.#options;
    return defer(() => {
      if (this.#isOver) return EMPTY;
      this.#isOver = true;
      return of(gapIn(tracking, { from: this.#reached, to: now(), cause, filled: 'partial' }));
    });
  }

  #page(read: ReadPage): Observable<HistoryPage> {
    const { tracking, reads } = this.#options;
    const { session } = tracking;
    const page$ = withSlot({ slots: reads, owner: ownerOf(session), work: read, runsToEnd: true });
    return concat(drained(session), page$);
  }
}

/** Returns the gap that an id gets in the place of stored results. */
function gapIn<S extends Session>({ session, id }: TrackingDelivery<S>, gap: Omit<Gap, 'source'>): Delivery<S> {
  return { type: 'gap', session, id, gap: { source: 'resume', ...gap } };
}

/** Completes when the session has sent what it was given. */
function drained(session: Session): Observable<never> {
  return defer(() => session.drained$ ?? EMPTY);
}
