import {
  catchError,
  concat,
  concatMap,
  defer,
  EMPTY,
  filter,
  finalize,
  from,
  merge,
  mergeMap,
  of,
  Subject,
  takeUntil,
  type MonoTypeOperatorFunction,
  type Observable,
} from 'rxjs';
import { sentenceOf } from '../model/index.ts';
import type { Delivery, HistoryPage, ResultDelivery, ScoredPost, Session, Store, TrackingDelivery } from './ports.ts';
import { formatResumeToken } from './resume-token.ts';

/*
 * For an id tracked with `since`, stored results come between the answer and the new results:
 *
 *     answers      A ──────────────► A ─┬─ page ─ page ─ page ─┬─ waiting results ─┐
 *     store             history() ──────┘                      │                   ├──► session
 *     new results      r ── r ── r ── (wait in PendingBackfill) ┘   r ── r ─────────┘
 */

export interface BackfillOptions {
  readonly history: Store['history'];
  /** The new results that may wait for the stored ones, for each id; beyond that the rest of the stored ones is skipped. */
  readonly maxWaiting: number;
  /** Returns the wall clock in epoch ms. */
  readonly now: () => number;
}

/** The results that a session is given at a time, before it is waited for. */
const chunkResults = 100;

/** Two operators that work together: stored results of an id go out before its new ones. */
export interface Backfills<S extends Session> {
  /** For answers: emits the stored results after each answer that asks for them, then the new results that waited. */
  readonly prependStored: MonoTypeOperatorFunction<Delivery<S>>;
  /** For new results: emits those of ids that are not being backfilled; the others wait. */
  readonly delayNew: MonoTypeOperatorFunction<ResultDelivery<S>>;
}

/**
 * Creates the backfills of a store. There is no hole between stored and new results, since the new ones wait from the
 * answer on; and no repetition, since `history` reads exactly what was stored before it was subscribed to.
 *
 * @example
 * const { prependStored, delayNew } = createBackfills({ history: store.history, maxWaiting: 20_000, now: Date.now });
 * merge(answers$.pipe(prependStored), results$.pipe(delayNew));
 */
export function createBackfills<S extends Session>(options: BackfillOptions): Backfills<S> {
  const pending = new Map<S, Map<string, PendingBackfill<S>>>();
  const find = (session: S, id: string) => pending.get(session)?.get(id);
  const remove = (backfill: PendingBackfill<S>): void => {
    const { session, id } = backfill;
    const ofSession = pending.get(session);
    if (ofSession?.get(id) !== backfill) return;
    ofSession.delete(id);
    if (ofSession.size === 0) pending.delete(session);
  };
  const start = (tracking: TrackingDelivery<S>, since: number): Observable<Delivery<S>> => {
    const { session, id } = tracking;
    const backfill = new PendingBackfill<S>(session, id);
    const waiting$ = backfill.release(() => {
      remove(backfill);
    });
    pending.set(session, (pending.get(session) ?? new Map<string, PendingBackfill<S>>()).set(id, backfill));
    return concat(storedResults(tracking, { ...options, since, backfill }), waiting$).pipe(
      takeUntil(merge(backfill.cancelled$, session.closed$)),
      finalize(() => {
        remove(backfill);
      }),
    );
  };
  return {
    prependStored: mergeMap((delivery) => {
      if (delivery.type !== 'tracking' && delivery.type !== 'untracked') return of(delivery);
      find(delivery.session, delivery.id)?.cancel();
      if (delivery.type === 'untracked' || delivery.since === undefined) return of(delivery);
      return concat(of(delivery), start(delivery, delivery.since));
    }),
    delayNew: filter((delivery) => {
      const backfill = pending.size === 0 ? undefined : find(delivery.session, delivery.id);
      backfill?.enqueue(delivery, options.maxWaiting);
      return backfill === undefined;
    }),
  };
}

/** An id that is being backfilled, with its new results that wait. */
class PendingBackfill<S extends Session> {
  readonly session: S;
  readonly id: string;
  readonly #waiting: ResultDelivery<S>[] = [];
  readonly #cancelled$ = new Subject<undefined>();
  readonly #full$ = new Subject<undefined>();
  readonly cancelled$ = this.#cancelled$.asObservable();
  /** Emits when too many new results wait: the rest of the stored ones is skipped. */
  readonly full$ = this.#full$.asObservable();

  constructor(session: S, id: string) {
    this.session = session;
    this.id = id;
  }

  enqueue(delivery: ResultDelivery<S>, maxWaiting: number): void {
    this.#waiting.push(delivery);
    if (this.#waiting.length > maxWaiting) this.#full$.next(undefined);
  }

  cancel(): void {
    this.#cancelled$.next(undefined);
  }

  /** Emits the waiting results as fast as the session takes them; calls `onEmpty` in the turn in which none is left. */
  release(onEmpty: () => void): Observable<Delivery<S>> {
    return defer(() => {
      const chunk = this.#waiting.splice(0, chunkResults);
      if (chunk.length === 0) {
        onEmpty();
        return EMPTY;
      }
      return concat(from(chunk), drained(this.session), this.release(onEmpty));
    });
  }
}

interface StoredOptions<S extends Session> extends BackfillOptions {
  readonly since: number;
  readonly backfill: PendingBackfill<S>;
}

function storedResults<S extends Session>(
  tracking: TrackingDelivery<S>,
  { history, since, backfill, now }: StoredOptions<S>,
): Observable<Delivery<S>> {
  const { session, id, query } = tracking;
  let reached = since;
  let isOver = false;
  const gap = (cause: string): Delivery<S> => ({
    type: 'gap',
    session,
    id,
    gap: { source: 'resume', from: reached, to: now(), cause, filled: 'partial' },
  });
  const emitChunks = (results: readonly ScoredPost[]): Observable<Delivery<S>> => {
    if (results.length === 0) return EMPTY;
    const chunk = results.slice(0, chunkResults);
    return concat(
      defer(() => {
        reached = chunk.at(-1)?.post.at ?? reached;
        return from(chunk.map((result) => storedDelivery(tracking, result)));
      }),
      drained(session),
      defer(() => emitChunks(results.slice(chunkResults))),
    );
  };
  const emitPages = (page$: Observable<HistoryPage>): Observable<Delivery<S>> =>
    page$.pipe(
      concatMap(({ posts, next }) =>
        concat(emitChunks(posts), next === undefined ? EMPTY : defer(() => emitPages(next()))),
      ),
    );
  const stored$ = concat(
    emitPages(history(query.canonical, since)),
    defer(() => {
      isOver = true;
      return EMPTY;
    }),
  ).pipe(
    catchError((error: unknown) => {
      isOver = true;
      return of(gap(`The store can't be read: ${sentenceOf(error)}`));
    }),
    takeUntil(backfill.full$),
  );
  return concat(
    stored$,
    defer(() => (isOver ? EMPTY : of(gap('New posts came faster than the stored ones could be read.')))),
  );
}

/** Completes when the session has sent what it was given. */
function drained(session: Session): Observable<never> {
  return defer(() => session.drained$ ?? EMPTY);
}

function storedDelivery<S extends Session>(
  { session, id, query }: TrackingDelivery<S>,
  result: ScoredPost,
): ResultDelivery<S> {
  const match = result.matches.findIndex((each) => each.query.canonical === query.canonical);
  // A client that resumes from here is told which time it missed, and may ask for that with `since`.
  const resume = formatResumeToken({ epoch: 'stored', offset: 0, at: result.post.at });
  return { type: 'result', session, id, result, match: Math.max(0, match), resume };
}
