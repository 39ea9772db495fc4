import {
  catchError,
  defer,
  EMPTY,
  finalize,
  from,
  ignoreElements,
  merge,
  mergeMap,
  repeat,
  retry,
  Subject,
  switchMap,
  takeUntil,
  tap,
  timer,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import type { AlertOutbox, DeliveryAttempt, PendingDelivery } from '../model/index.ts';
import { judge, type Outcome } from './retry-policy.ts';

/** Sends a delivery once; never errors. Undefined when its destination is no longer configured. */
export type Attempt = (delivery: PendingDelivery, signal: AbortSignal) => Promise<Outcome>;

export interface SenderOptions {
  readonly outbox: Pick<AlertOutbox, 'pending' | 'record' | 'prune'>;
  readonly attempt: Attempt;
  /** Returns what deliveries share that may have 4 in flight together: their receiver's address. */
  readonly receiverOf: (delivery: PendingDelivery) => string;
  readonly random: () => number;
  readonly scheduler: SchedulerLike;
  /** Called with each attempt once it is committed. */
  readonly onAttempt: (attempt: DeliveryAttempt) => void;
}

/** The most deliveries that are in memory; the others stay in the outbox until there is room. */
const maxLoaded = 10_000;
/** The most attempts in flight for one receiver. */
const maxInFlight = 4;
const reloadMs = 1_000;
const recordPauseMs = 1_000;
const pruneMs = 3_600_000;
/** Deliveries that ended are kept this long after they were fired. */
const keptMs = 7 * 24 * 3_600_000;

/** Deliveries of one alert to one destination, which go one after the other. */
interface Lane {
  readonly waiting: PendingDelivery[];
  isBusy: boolean;
}

/** Sends what the outbox holds, in order for each alert and destination, with retries. */
export class Sender {
  readonly #options: SenderOptions;
  readonly #lanes = new Map<string, Lane>();
  readonly #inFlight = new Map<string, number>();
  readonly #wake$ = new Subject<undefined>();
  readonly #load$ = new Subject<undefined>();
  #loaded = 0;
  #lastSeq = 0;

  constructor(options: SenderOptions) {
    this.#options = options;
  }

  /** Called when something was fired: reads the outbox again. */
  readonly poke = (): void => {
    this.#load$.next(undefined);
  };

  /** Sends until `stop$` emits, and completes when no attempt is in flight. */
  run(stop$: Observable<unknown>): Observable<never> {
    const { scheduler, outbox } = this.#options;
    const loads$ = merge(this.#load$, timer(0, scheduler)).pipe(
      // A load that fails, or that found no room, is repeated.
      switchMap(() => this.#load().pipe(repeat({ delay: () => timer(reloadMs, scheduler) }))),
      takeUntil(stop$),
    );
    const wakes$ = this.#wake$.pipe(takeUntil(stop$));
    const attempts$ = wakes$.pipe(
      mergeMap(() => from(this.#startable())),
      mergeMap((delivery) => this.#deliver(delivery)),
    );
    const alarms$ = wakes$.pipe(
      switchMap(() => timer(this.#nextDueMs(), scheduler)),
      tap(() => {
        this.#wake$.next(undefined);
      }),
      takeUntil(stop$),
    );
    const prunes$ = timer(pruneMs, pruneMs, scheduler).pipe(
      switchMap(() => from(outbox.prune(scheduler.now() - keptMs)).pipe(catchError(() => EMPTY))),
      takeUntil(stop$),
    );
    return merge(attempts$, alarms$, loads$, prunes$).pipe(ignoreElements());
  }

  /** Reads what was fired since the last load, as far as there is room. */
  #load(): Observable<unknown> {
    return defer(() => {
      const room = maxLoaded - this.#loaded;
      if (room <= 0) return EMPTY;
      return from(this.#options.outbox.pending(this.#lastSeq, room)).pipe(
        tap((deliveries) => {
          for (const delivery of deliveries) this.#add(delivery);
          if (deliveries.length > 0) this.#wake$.next(undefined);
        }),
        catchError(() => EMPTY),
      );
    });
  }

  #add(delivery: PendingDelivery): void {
    if (delivery.seq <= this.#lastSeq) return;
    this.#lastSeq = delivery.seq;
    this.#loaded += 1;
    const key = laneOf(delivery);
    const lane = this.#lanes.get(key) ?? { waiting: [], isBusy: false };
    this.#lanes.set(key, lane);
    lane.waiting.push(delivery);
  }

  /** Yields the deliveries that can be sent now, and takes their lanes. */
  *#startable(): Generator<PendingDelivery> {
    const { scheduler, receiverOf } = this.#options;
    for (const lane of this.#lanes.values()) {
      const [head] = lane.waiting;
      if (head === undefined || lane.isBusy || head.nextAt > scheduler.now()) continue;
      const receiver = receiverOf(head);
      const flying = this.#inFlight.get(receiver) ?? 0;
      if (flying >= maxInFlight) continue;
      this.#inFlight.set(receiver, flying + 1);
      lane.isBusy = true;
      yield head;
    }
  }

  /** Returns the time until the next delivery is due that nothing else will wake, in ms. */
  #nextDueMs(): number {
    const { scheduler } = this.#options;
    let next = Infinity;
    for (const { waiting, isBusy } of this.#lanes.values())
      if (!isBusy) next = Math.min(next, waiting[0]?.nextAt ?? Infinity);
    // One that is due already waits for room at its receiver, whose next answer wakes it.
    return next <= scheduler.now() ? reloadMs : Math.min(next - scheduler.now(), reloadMs * 60);
  }

  #deliver(delivery: PendingDelivery): Observable<never> {
    const { attempt, random, scheduler, outbox, onAttempt, receiverOf } = this.#options;
    const receiver = receiverOf(delivery);
    return abortable((signal) => attempt(delivery, signal)).pipe(
      mergeMap((outcome) => {
        const now = scheduler.now();
        const number = delivery.attempts + 1;
        const verdict = judge(outcome, { attempt: number, firedAt: delivery.firedAt, now, random: random() });
        const { id, alert, destination } = delivery;
        const made: DeliveryAttempt = {
          ...{ id, alert, destination, at: now, attempt: number, state: verdict.state },
          ...('status' in outcome ? { status: outcome.status } : { error: outcome.error }),
        };
        // A delivery whose attempt is not committed would be sent again after a restart.
        return defer(() => outbox.record(made, verdict.nextAt)).pipe(
          retry({ delay: () => timer(recordPauseMs, scheduler) }),
          tap(() => {
            onAttempt(made);
            this.#settle({ ...delivery, attempts: number, nextAt: verdict.nextAt }, verdict.state === 'pending');
          }),
        );
      }),
      ignoreElements(),
      finalize(() => {
        this.#inFlight.set(receiver, Math.max(0, (this.#inFlight.get(receiver) ?? 0) - 1));
        if (this.#inFlight.get(receiver) === 0) this.#inFlight.delete(receiver);
        this.#wake$.next(undefined);
      }),
    );
  }

  #settle(delivery: PendingDelivery, isPending: boolean): void {
    const key = laneOf(delivery);
    const lane = this.#lanes.get(key);
    if (lane === undefined) return;
    lane.isBusy = false;
    lane.waiting.shift();
    if (isPending) lane.waiting.unshift(delivery);
    else this.#loaded -= 1;
    if (lane.waiting.length === 0) this.#lanes.delete(key);
  }
}

const laneOf = ({ alert, destination }: PendingDelivery): string => `${alert}\n${destination}`;

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
