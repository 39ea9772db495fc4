import {
  BehaviorSubject,
  catchError,
  concatMap,
  defer,
  EMPTY,
  exhaustMap,
  expand,
  filter,
  finalize,
  from,
  ignoreElements,
  map,
  merge,
  mergeMap,
  retry,
  Subject,
  switchMap,
  take,
  takeUntil,
  tap,
  timer,
  type Observable,
  type ObservableInput,
  type SchedulerLike,
} from 'rxjs';
import { batch, shareLatest } from '../graph/operators/index.ts';
import type { StoredResult } from '../graph/index.ts';
import { UndertoneError } from '../model/index.ts';
import type { PruneRequest, Row, Written } from './backend.ts';
import { pruneRequestOf, type Retention } from './retention.ts';

export interface WriterLimits {
  /** Results in a transaction at most. */
  readonly maxBatchResults: number;
  /** How long a result waits for company at most, in ms. */
  readonly flushMs: number;
  /** Results that may wait to be written, with those being written; more are shed as `full`. */
  readonly maxWaitingResults: number;
  /** How long a batch that fails is tried again, in ms; then it is shed as `failed`. */
  readonly maxRetryMs: number;
  /** The first pause before another try, in ms; it doubles up to `maxPauseMs`. */
  readonly pauseMs: number;
  readonly maxPauseMs: number;
  /** Time between two times that what is too old is forgotten, in ms. */
  readonly pruneMs: number;
}

export const writerLimits: WriterLimits = {
  maxBatchResults: 500,
  flushMs: 1_000,
  maxWaitingResults: 20_000,
  maxRetryMs: 60_000,
  pauseMs: 200,
  maxPauseMs: 5_000,
  pruneMs: 600_000,
};

/** What has become of the results, and how the store fares. */
export interface StoreHealth {
  /** Why it can't be written now, as a sentence. */
  readonly trouble: string | undefined;
  /** Results that are in the store; those among them that were there already. */
  readonly written: number;
  readonly repeated: number;
  /** Tries that failed and were tried again, in batches. */
  readonly retried: number;
  /** Results given up, by reason. */
  readonly shed: { readonly full: number; readonly failed: number };
  /** Results that wait to be written. */
  readonly waiting: number;
}

/** What is needed of a database: `Backend` has more. */
export interface Writable {
  readonly open: () => ObservableInput<number>;
  readonly write: (rows: readonly Row[], now: number) => ObservableInput<Written>;
  readonly prune: (ask: PruneRequest) => ObservableInput<number | undefined>;
}

export interface WriterOptions {
  readonly backend: Writable;
  readonly scheduler: SchedulerLike;
  readonly limits: WriterLimits;
  readonly retention: Retention;
  readonly toRow: (result: StoredResult) => Row | undefined;
  /** Told of each new trouble, and when it is over. */
  readonly onTrouble: (error: UndertoneError | undefined) => void;
  /** Told of each batch that has been written, and how long that took, in ms. */
  readonly onWritten?: ((results: number, ms: number) => void) | undefined;
}

/** The one that writes: batches, bounded waiting, tries again, and forgets what is old. */
export class Writer {
  readonly #options: WriterOptions;
  readonly #flush$ = new Subject<boolean>();
  /** How many results have left the queue, by whatever end. */
  readonly #settled$ = new BehaviorSubject(0);
  readonly #trouble$ = new BehaviorSubject<UndertoneError | undefined>(undefined);
  readonly #opened$: Observable<number>;
  #admitted = 0;
  #last = 0;
  #counts = { written: 0, repeated: 0, retried: 0, full: 0, failed: 0 };

  constructor(options: WriterOptions) {
    this.#options = options;
    const opening$ = defer(() => from(options.backend.open())).pipe(
      tap((last) => {
        this.#last = last;
        this.#markHealthy();
      }),
    );
    this.#opened$ = opening$.pipe(this.#retried(Infinity), shareLatest());
  }

  persist(results$: Observable<StoredResult>): Observable<never> {
    const { scheduler, limits } = this.#options;
    return defer(() => {
      const done$ = new Subject<void>();
      const written$ = results$.pipe(
        filter(() => this.#admit()),
        batch({ maxCount: limits.maxBatchResults, maxWaitMs: limits.flushMs, idle$: this.#flush$, scheduler }),
        concatMap((results) => this.#write(results)),
        finalize(() => {
          done$.next();
        }),
      );
      return merge(written$, this.#upkeep().pipe(takeUntil(done$)));
    });
  }

  /**
   * Emits once, when all that has gone in is in the store: the number of the last row. Errors when that can't be waited
   * for, because the store is in trouble.
   */
  flushed(): Observable<number> {
    return defer(() => {
      const wanted = this.#admitted;
      this.#flush$.next(true);
      this.#flush$.next(false);
      const settled$ = this.#settled$.pipe(
        filter((settled) => settled >= wanted),
        map(() => this.#last),
      );
      const trouble$ = this.#trouble$.pipe(mergeMap((error) => (error === undefined ? EMPTY : rethrow(error))));
      return this.#opened$.pipe(
        switchMap(() => settled$),
        (ready$) => merge(ready$, trouble$),
        take(1),
      );
    });
  }

  health(): StoreHealth {
    const { written, repeated, retried, full, failed } = this.#counts;
    const waiting = this.#admitted - this.#settled$.value;
    const trouble = this.#trouble$.value?.message;
    return { trouble, written, repeated, retried, shed: { full, failed }, waiting };
  }

  #admit(): boolean {
    const room = this.#admitted - this.#settled$.value < this.#options.limits.maxWaitingResults;
    if (room) this.#admitted += 1;
    else this.#counts.full += 1;
    return room;
  }

  /** Writes a batch, however often it takes; completes when it is in the store or given up. */
  #write(results: readonly StoredResult[]): Observable<never> {
    const { backend, scheduler, limits, toRow, onWritten } = this.#options;
    const rows = results.map(toRow).filter((row) => row !== undefined);
    let started = 0;
    const written$ = this.#opened$.pipe(
      switchMap(() =>
        defer(() => {
          started = scheduler.now();
          return from(backend.write(rows, started));
        }),
      ),
      tap(({ inserted, last }) => {
        onWritten?.(rows.length, scheduler.now() - started);
        this.#last = last;
        this.#counts.written += rows.length;
        this.#counts.repeated += rows.length - inserted;
        this.#markHealthy();
      }),
      this.#retried(limits.maxRetryMs),
      catchError((error: unknown) => {
        if (!isTransient(error)) throw error;
        this.#counts.failed += rows.length;
        return EMPTY;
      }),
      finalize(() => {
        this.#settled$.next(this.#settled$.value + results.length);
      }),
    );
    return (rows.length === 0 ? EMPTY : written$).pipe(ignoreElements());
  }

  /** Tries again after a pause that grows, for a while, as long as that may help. */
  #retried<T>(maxMs: number): (attempts$: Observable<T>) => Observable<T> {
    const { scheduler, limits } = this.#options;
    return (attempts$) =>
      defer(() => {
        const since = scheduler.now();
        return attempts$.pipe(
          retry({
            delay: (error: unknown, count) => {
              if (!isTransient(error)) throw error;
              this.#markFailing(error);
              if (scheduler.now() - since >= maxMs) throw error;
              this.#counts.retried += 1;
              return timer(Math.min(limits.maxPauseMs, limits.pauseMs * 2 ** (count - 1)), scheduler);
            },
          }),
        );
      });
  }

  /** Opens the store, then forgets what is old now and then. A failure of that is no trouble: the next time will do. */
  #upkeep(): Observable<never> {
    const { backend, scheduler, limits, retention } = this.#options;
    const ask = (afterQuery: number) => from(backend.prune(pruneRequestOf(retention, scheduler.now(), afterQuery)));
    const pruned$ = defer(() => ask(0)).pipe(
      expand((next) => (next === undefined ? EMPTY : ask(next))),
      catchError((error: unknown) => (isTransient(error) ? EMPTY : rethrow(error))),
    );
    return this.#opened$.pipe(
      switchMap(() => timer(0, limits.pruneMs, scheduler)),
      exhaustMap(() => pruned$),
      ignoreElements(),
    );
  }

  #markFailing(error: UndertoneError): void {
    const known = this.#trouble$.value?.message === error.message;
    this.#trouble$.next(error);
    if (!known) this.#options.onTrouble(error);
  }

  #markHealthy(): void {
    if (this.#trouble$.value === undefined) return;
    this.#trouble$.next(undefined);
    this.#options.onTrouble(undefined);
  }
}

function isTransient(error: unknown): error is UndertoneError {
  return error instanceof UndertoneError && error.transient;
}

function rethrow(error: unknown): never {
  throw error;
}
