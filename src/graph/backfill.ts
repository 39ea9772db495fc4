import {
  catchError,
  concat,
  concatMap,
  defer,
  EMPTY,
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

export interface BackfillOptions {
  readonly history: Store['history'];
  /** New results that may wait for the old ones, for each id; beyond, the old ones are given up. */
  readonly maxHeld: number;
  /** Epoch ms. */
  readonly now: () => number;
}

/** Results that are given to a session at a time, before it is waited for. */
const chunkResults = 100;

/** What is stored, put before what is new for each id that asks for it by `since`. */
export interface Backfills<S extends Session> {
  /** Puts what is stored behind each answer that asks for it, and what was held behind that. */
  readonly answers: MonoTypeOperatorFunction<Delivery<S>>;
  /** Whether a result goes to its session now; else it is held. */
  readonly passes: (delivery: ResultDelivery<S>) => boolean;
}

/**
 * What comes while the store is read waits, so that there is no hole between the two; nor is there a repeat, since the
 * store tells exactly what it was given before it was asked.
 */
export function createBackfills<S extends Session>(options: BackfillOptions): Backfills<S> {
  const recalls = new Map<S, Map<string, Backfill<S>>>();
  const find = (session: S, id: string) => recalls.get(session)?.get(id);
  const forget = (recall: Backfill<S>): void => {
    const { session, id } = recall;
    const held = recalls.get(session);
    if (held?.get(id) !== recall) return;
    held.delete(id);
    if (held.size === 0) recalls.delete(session);
  };
  const start = (tracking: TrackingDelivery<S>, since: number): Observable<Delivery<S>> => {
    const { session, id } = tracking;
    const recall = new Backfill<S>(session, id);
    const release$ = recall.release(() => {
      forget(recall);
    });
    recalls.set(session, (recalls.get(session) ?? new Map<string, Backfill<S>>()).set(id, recall));
    return concat(stored(tracking, { ...options, since, recall }), release$).pipe(
      takeUntil(merge(recall.cancelled$, session.closed$)),
      finalize(() => {
        forget(recall);
      }),
    );
  };
  return {
    answers: mergeMap((delivery) => {
      if (delivery.type !== 'tracking' && delivery.type !== 'untracked') return of(delivery);
      find(delivery.session, delivery.id)?.cancel();
      if (delivery.type === 'untracked' || delivery.since === undefined) return of(delivery);
      return concat(of(delivery), start(delivery, delivery.since));
    }),
    passes: (delivery) => {
      const recall = recalls.size === 0 ? undefined : find(delivery.session, delivery.id);
      recall?.hold(delivery, options.maxHeld);
      return recall === undefined;
    },
  };
}

/** One id that waits for what is stored. */
class Backfill<S extends Session> {
  readonly session: S;
  readonly id: string;
  readonly #held: ResultDelivery<S>[] = [];
  readonly #cancelled$ = new Subject<undefined>();
  readonly #full$ = new Subject<undefined>();
  readonly cancelled$ = this.#cancelled$.asObservable();
  /** Too much has come since: the stored posts are given up. */
  readonly full$ = this.#full$.asObservable();

  constructor(session: S, id: string) {
    this.session = session;
    this.id = id;
  }

  hold(delivery: ResultDelivery<S>, maxHeld: number): void {
    this.#held.push(delivery);
    if (this.#held.length > maxHeld) this.#full$.next(undefined);
  }

  cancel(): void {
    this.#cancelled$.next(undefined);
  }

  /** What was held, as fast as the session takes it; `onEmpty` is told in the turn from which nothing is held. */
  release(onEmpty: () => void): Observable<Delivery<S>> {
    return defer(() => {
      const chunk = this.#held.splice(0, chunkResults);
      if (chunk.length === 0) {
        onEmpty();
        return EMPTY;
      }
      return concat(from(chunk), taken(this.session), this.release(onEmpty));
    });
  }
}

interface Stored<S extends Session> extends BackfillOptions {
  readonly since: number;
  readonly recall: Backfill<S>;
}

function stored<S extends Session>(
  tracking: TrackingDelivery<S>,
  { history, since, recall, now }: Stored<S>,
): Observable<Delivery<S>> {
  const { session, id, query } = tracking;
  let reached = since;
  let over = false;
  const gap = (cause: string): Delivery<S> => ({
    type: 'gap',
    session,
    id,
    gap: { source: 'resume', from: reached, to: now(), cause, filled: 'partial' },
  });
  const give = (results: readonly ScoredPost[]): Observable<Delivery<S>> => {
    if (results.length === 0) return EMPTY;
    const chunk = results.slice(0, chunkResults);
    return concat(
      defer(() => {
        reached = chunk.at(-1)?.post.at ?? reached;
        return from(chunk.map((result) => resultOf(tracking, result)));
      }),
      taken(session),
      defer(() => give(results.slice(chunkResults))),
    );
  };
  const pages = (page$: Observable<HistoryPage>): Observable<Delivery<S>> =>
    page$.pipe(
      concatMap(({ posts, next }) => concat(give(posts), next === undefined ? EMPTY : defer(() => pages(next())))),
    );
  const read$ = concat(
    pages(history(query.canonical, since)),
    defer(() => {
      over = true;
      return EMPTY;
    }),
  ).pipe(
    catchError((error: unknown) => {
      over = true;
      return of(gap(`The store can't be read: ${sentenceOf(error)}`));
    }),
    takeUntil(recall.full$),
  );
  return concat(
    read$,
    defer(() => (over ? EMPTY : of(gap('What is new came faster than what is stored could be read.')))),
  );
}

/** Completes when the session has taken what it was given. */
function taken(session: Session): Observable<never> {
  return defer(() => session.drained$ ?? EMPTY);
}

function resultOf<S extends Session>(
  { session, id, query }: TrackingDelivery<S>,
  result: ScoredPost,
): ResultDelivery<S> {
  const match = result.matches.findIndex((each) => each.query.canonical === query.canonical);
  // Who comes back from here is told what time it misses; it may ask the store for it.
  const resume = formatResumeToken({ epoch: 'stored', offset: 0, at: result.post.at });
  return { type: 'result', session, id, result, match: Math.max(0, match), resume };
}
