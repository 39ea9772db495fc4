import {
  catchError,
  defer,
  EMPTY,
  finalize,
  from,
  ignoreElements,
  map,
  merge,
  mergeMap,
  of,
  repeat,
  retry,
  Subject,
  switchMap,
  take,
  takeUntil,
  tap,
  timer,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import type { AlertOutbox, DeliveryAttempt, LaneKey, PendingDelivery } from '../model/index.ts';
import { Lanes, maxWaiting } from './lanes.ts';
import { judge, type Outcome } from './retry-policy.ts';

/** A delivery that may be sent, with the body of its alert as it is now. */
export interface ClaimedDelivery extends PendingDelivery {
  /** JSON. */
  readonly body: string;
}

/** Sends a delivery once; never rejects. */
export type Attempt = (delivery: ClaimedDelivery, signal: AbortSignal) => Promise<Outcome>;

export interface SenderOptions {
  readonly outbox: Pick<AlertOutbox, 'pending' | 'claim' | 'record' | 'prune'>;
  readonly attempt: Attempt;
  /** Returns what deliveries share that may have 4 in flight together: their receiver's address. */
  readonly receiverOf: (delivery: PendingDelivery) => string;
  readonly random: () => number;
  readonly scheduler: SchedulerLike;
  /** Called with each attempt once it is committed. */
  readonly onAttempt: (attempt: DeliveryAttempt) => void;
}

/** The most attempts in flight for one receiver. */
const maxInFlight = 4;
/** The most deliveries that are read from the outbox at a time. */
const maxRead = 500;
const reloadMs = 1_000;
const recordPauseMs = 1_000;
/** A claim ends after this, if its program has died: longer than an attempt takes. */
const claimMs = 30_000;
const pruneMs = 3_600_000;
/** Deliveries that ended are kept this long after they were fired. */
const keptMs = 7 * 24 * 3_600_000;

/** Sends what the outbox holds, in order for each alert and destination, with retries. */
export class Sender {
  readonly #options: SenderOptions;
  readonly #lanes = new Lanes();
  readonly #inFlight = new Map<string, number>();
  readonly #wake$ = new Subject<undefined>();
  readonly #poke$ = new Subject<undefined>();
  /** Whether the outbox may have more than was read. */
  #isStale = false;
  #lastSeq = 0;

  constructor(options: SenderOptions) {
    this.#options = options;
  }

  /** Called when something was fired: reads the outbox again. */
  readonly poke = (): void => {
    this.#isStale = true;
    this.#poke$.next(undefined);
  };

  /** Sends until `stop$` emits, and completes when no attempt is in flight. */
  run(stop$: Observable<unknown>): Observable<never> {
    const { scheduler, outbox } = this.#options;
    const loads$ = this.#load().pipe(
      repeat({
        delay: () => (this.#isStale ? of(undefined) : merge(this.#poke$, timer(reloadMs, scheduler)).pipe(take(1))),
      }),
      takeUntil(stop$),
    );
    const wakes$ = this.#wake$.pipe(takeUntil(stop$));
    const attempts$ = wakes$.pipe(
      mergeMap(() => from(this.#startable())),
      mergeMap((delivery) => this.#deliver(delivery)),
    );
    const refills$ = wakes$.pipe(
      mergeMap(() => from(this.#lanes.takeEmpty())),
      mergeMap(({ lane, after }) => this.#refill(lane, after)),
      takeUntil(stop$),
    );
    const alarms$ = wakes$.pipe(
      switchMap(() => timer(this.#pauseMs(), scheduler)),
      tap(() => {
        this.#wake$.next(undefined);
      }),
      takeUntil(stop$),
    );
    const prunes$ = timer(pruneMs, pruneMs, scheduler).pipe(
      switchMap(() => from(outbox.prune(scheduler.now() - keptMs)).pipe(catchError(() => EMPTY))),
      takeUntil(stop$),
    );
    return merge(attempts$, refills$, alarms$, loads$, prunes$).pipe(ignoreElements());
  }

  /** Reads what was fired since the last load, as far as one page goes. */
  #load(): Observable<unknown> {
    return defer(() => {
      this.#isStale = false;
      return from(this.#options.outbox.pending({ after: this.#lastSeq, limit: maxRead }));
    }).pipe(
      tap((deliveries) => {
        for (const delivery of deliveries) this.#lanes.add(delivery);
        this.#lastSeq = deliveries.at(-1)?.seq ?? this.#lastSeq;
        if (deliveries.length === maxRead) this.#isStale = true;
        if (deliveries.length > 0) this.#wake$.next(undefined);
      }),
      catchError(() => EMPTY),
    );
  }

  /** Reads what a lane has left in the outbox. */
  #refill(lane: LaneKey, after: number): Observable<unknown> {
    const { outbox, scheduler } = this.#options;
    return defer(() => from(outbox.pending({ after, limit: maxWaiting, lane }))).pipe(
      retry({ delay: () => timer(reloadMs, scheduler) }),
      tap((deliveries) => {
        this.#lanes.refill(lane, deliveries);
        this.#wake$.next(undefined);
      }),
    );
  }

  /** Yields the deliveries that can be sent now, and counts them as in flight. */
  #startable(): Generator<PendingDelivery> {
    const { scheduler, receiverOf } = this.#options;
    return this.#lanes.takeDue(scheduler.now(), (delivery) => {
      const receiver = receiverOf(delivery);
      const flying = this.#inFlight.get(receiver) ?? 0;
      if (flying < maxInFlight) this.#inFlight.set(receiver, flying + 1);
      return flying < maxInFlight;
    });
  }

  /** Returns the time until the next delivery is due that nothing else will wake, in ms. */
  #pauseMs(): number {
    const left = this.#lanes.nextDue() - this.#options.scheduler.now();
    // One that is due already waits for room at its receiver, whose next answer wakes it.
    return left <= 0 ? reloadMs : Math.min(left, reloadMs * 60);
  }

  /** Sends a delivery once, if no other program does. */
  #deliver(delivery: PendingDelivery): Observable<never> {
    const { scheduler, outbox, receiverOf } = this.#options;
    const receiver = receiverOf(delivery);
    const now = scheduler.now();
    return defer(() => outbox.claim(delivery, now, now + claimMs)).pipe(
      catchError(() => of({ type: 'taken', attempts: delivery.attempts, nextAt: now + recordPauseMs } as const)),
      mergeMap((claim) => {
        if (claim.type === 'granted') return this.#attempt({ ...delivery, body: claim.body });
        const { type, ...again } = claim;
        this.#lanes.settle(delivery, type === 'taken' ? { ...delivery, ...again } : undefined);
        return EMPTY;
      }),
      finalize(() => {
        const flying = (this.#inFlight.get(receiver) ?? 0) - 1;
        if (flying > 0) this.#inFlight.set(receiver, flying);
        else this.#inFlight.delete(receiver);
        this.#wake$.next(undefined);
      }),
    );
  }

  #attempt({ body, ...delivery }: ClaimedDelivery): Observable<never> {
    const { attempt, random, scheduler, outbox, onAttempt } = this.#options;
    return abortable((signal) => attempt({ ...delivery, body }, signal)).pipe(
      map((outcome) => {
        const number = delivery.attempts + 1;
        const now = scheduler.now();
        const verdict = judge(outcome, { attempt: number, firedAt: delivery.firedAt, now, random: random() });
        const { id, alert, destination } = delivery;
        const made: DeliveryAttempt = {
          ...{ id, alert, destination, at: now, attempt: number, state: verdict.state },
          ...('status' in outcome ? { status: outcome.status } : { error: outcome.error }),
        };
        return { made, nextAt: verdict.nextAt };
      }),
      // A delivery whose attempt is not committed would be sent again after a restart.
      mergeMap(({ made, nextAt }) =>
        defer(() => outbox.record(made, nextAt)).pipe(
          retry({ delay: () => timer(recordPauseMs, scheduler) }),
          tap(() => {
            onAttempt(made);
            const { attempt: attempts, state } = made;
            this.#lanes.settle(delivery, state === 'pending' ? { ...delivery, attempts, nextAt } : undefined);
          }),
        ),
      ),
      ignoreElements(),
    );
  }
}

/** Runs a promise with a signal that aborts it when it is unsubscribed. */
function abortable<T>(work: (signal: AbortSignal) => Promise<T>): Observable<T> {
  return defer(() => {
    const controller = new AbortController();
    return from(work(controller.signal)).pipe(
      finalize(() => {
        controller.abort();
      }),
    );
  });
}
