import {
  catchError,
  concat,
  concatMap,
  connect,
  defer,
  EMPTY,
  filter,
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

export interface RecallOptions {
  readonly history: Store['history'];
  /** New results that may wait for the old ones, for each id; beyond, the old ones are given up. */
  readonly maxHeld: number;
  /** Epoch ms. */
  readonly now: () => number;
}

/** Results that are given to a session at a time, before it is waited for. */
const chunkResults = 100;

/**
 * What goes to one session, with what is stored put before what is new for each id that asks for it by `since`. What
 * comes while the store is read waits, so that there is no hole between the two; nor is there a repeat, since the store
 * tells exactly what it was given before it was asked.
 */
export function recall<S extends Session>(options: RecallOptions): MonoTypeOperatorFunction<Delivery<S>> {
  return (deliveries$) =>
    defer(() => {
      const recalls = new Map<string, Recall<S>>();
      const passes = (delivery: Delivery<S>): boolean => {
        const known = 'id' in delivery ? recalls.get(delivery.id) : undefined;
        if (known === undefined) return true;
        if (delivery.type === 'result') {
          known.hold(delivery, options.maxHeld);
          return false;
        }
        if (delivery.type === 'untracked' || (delivery.type === 'tracking' && delivery.isAnswer)) {
          recalls.delete(known.id);
          known.cancel();
        }
        return true;
      };
      const start = (tracking: TrackingDelivery<S>, since: number): Observable<Delivery<S>> => {
        const recalled = new Recall<S>(tracking.id);
        recalls.set(tracking.id, recalled);
        const live$ = recalled.release(tracking.session, () => recalls.delete(tracking.id));
        return concat(stored(tracking, { ...options, since, recalled }), live$).pipe(takeUntil(recalled.cancelled$));
      };
      return deliveries$.pipe(
        connect((shared$) =>
          merge(
            shared$.pipe(filter(passes)),
            shared$.pipe(
              mergeMap((delivery) =>
                delivery.type === 'tracking' && delivery.since !== undefined ? start(delivery, delivery.since) : EMPTY,
              ),
            ),
          ),
        ),
      );
    });
}

/** One id that waits for what is stored. */
class Recall<S extends Session> {
  readonly id: string;
  readonly #held: ResultDelivery<S>[] = [];
  readonly #cancelled$ = new Subject<undefined>();
  readonly #full$ = new Subject<undefined>();
  readonly cancelled$ = this.#cancelled$.asObservable();
  /** Too much has come since: the stored posts are given up. */
  readonly full$ = this.#full$.asObservable();

  constructor(id: string) {
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
  release(session: S, onEmpty: () => void): Observable<Delivery<S>> {
    return defer(() => {
      const chunk = this.#held.splice(0, chunkResults);
      if (chunk.length === 0) {
        onEmpty();
        return EMPTY;
      }
      return concat(from(chunk), taken(session), this.release(session, onEmpty));
    });
  }
}

interface Stored<S extends Session> extends RecallOptions {
  readonly since: number;
  readonly recalled: Recall<S>;
}

function stored<S extends Session>(
  tracking: TrackingDelivery<S>,
  { history, since, recalled, now }: Stored<S>,
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
    takeUntil(recalled.full$),
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
