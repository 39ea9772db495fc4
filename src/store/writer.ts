import {
  BehaviorSubject,
  catchError,
  defer,
  EMPTY,
  exhaustMap,
  expand,
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
  type ObservableInput,
  type SchedulerLike,
} from 'rxjs';
import type { ShedReason } from '../budget/index.ts';
import { batch, shareLatest } from '../graph/operators/index.ts';
import type { StoredResult } from '../graph/index.ts';
import type { StoreHealth, UndertoneError } from '../model/index.ts';
import type { PruneRequest, Row, Written } from './backend.ts';
import { isTransient, rethrow } from './failures.ts';
import { ResultQueue } from './result-queue.ts';
import { pruneRequestOf, type Retention } from './retention.ts';

/** The bounds of the writer's queue, retries and upkeep. */
export interface WriterLimits {
  /** The most results in a transaction. */
  readonly maxBatchResults: number;
  /** The longest time that a result waits for its batch to fill, in ms. */
  readonly flushMs: number;
  /** The most results that wait or are being written; beyond it, those of whoever has the most waiting are shed. */
  readonly maxWaitingResults: number;
  /** The time for which a failed batch is retried, in ms; then it is shed as `failed`. */
  readonly maxRetryMs: number;
  /** The first pause before a retry, in ms; it doubles up to `maxPauseMs`. */
  readonly pauseMs: number;
  readonly maxPauseMs: number;
  /** The time between two deletions of what is too old, in ms. */
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

/** The part of `Backend` that the writer needs. */
export interface WritableBackend {
  readonly open: () => ObservableInput<number>;
  readonly write: (rows: readonly Row[], now: number) => ObservableInput<Written>;
  readonly prune: (ask: PruneRequest) => ObservableInput<number | undefined>;
}

export interface WriterOptions {
  readonly backend: WritableBackend;
  readonly scheduler: SchedulerLike;
  readonly limits: WriterLimits;
  readonly retention: Retention;
  readonly toRow: (result: StoredResult) => Row | undefined;
  /** Called with each new trouble, and with undefined when it is over. */
  readonly onTrouble: (error: UndertoneError | undefined) => void;
  /** Called with the size of each batch that was written, and the time that it took, in ms. */
  readonly onWritten?: ((results: number, ms: number) => void) | undefined;
  /** Called for each result that a full queue sheds, with the canonical query that it was charged to. */
  readonly onShed?: ((query: string, reason: ShedReason) => void) | undefined;
}

/** Writes results in batches with retries, sheds what exceeds its queue, and deletes what is too old. */
export class Writer {
  readonly #options: WriterOptions;
  readonly #flush$ = new Subject<boolean>();
  readonly #queue: ResultQueue;
  readonly #trouble$ = new BehaviorSubject<UndertoneError | undefined>(undefined);
  readonly #opened$: Observable<number>;
  /** The results in the queue that wait no longer for their batch to fill. */
  #due = 0;
  /** The number of the last row. */
  #last = 0;
  #counts = { written: 0, repeated: 0, retried: 0, failed: 0 };

  constructor(options: WriterOptions) {
    this.#options = options;
    this.#queue = new ResultQueue({ maxWaiting: options.limits.maxWaitingResults, onShed: options.onShed });
    const opening$ = defer(() => from(options.backend.open())).pipe(
      tap((last) => {
        this.#last = last;
        this.#markHealthy();
      }),
    );
    this.#opened$ = opening$.pipe(this.#retried(Infinity), shareLatest());
  }

  /** Emits the number of the last row once the database is open. */
  get opened$(): Observable<number> {
    return this.#opened$;
  }

  persist(results$: Observable<StoredResult>): Observable<never> {
    const { scheduler, limits } = this.#options;
    return defer(() => {
      const done$ = new Subject<void>();
      const written$ = results$.pipe(
        map((result) => {
          this.#queue.push(result);
        }),
        // The results themselves wait in the queue, which may shed them.
        batch({ maxCount: limits.maxBatchResults, maxWaitMs: limits.flushMs, idle$: this.#flush$, scheduler }),
        tap(() => (this.#due = this.#queue.size)),
        exhaustMap(() => this.#writeDue()),
        finalize(() => {
          done$.next();
        }),
      );
      return merge(written$, this.#upkeep().pipe(takeUntil(done$)));
    });
  }

  /**
   * Emits the number of the last row once all results so far, or those of one query, are in the store; no later result of
   * the query has a number up to it. Errors while the store cannot be written.
   */
  flushed(query?: string): Observable<number> {
    return defer(() => {
      const mark = this.#queue.mark(query);
      const settled$ = this.#queue.settled(mark).pipe(map(() => this.#last));
      this.#flush$.next(true);
      this.#flush$.next(false);
      const trouble$ = this.#trouble$.pipe(mergeMap((error) => (error === undefined ? EMPTY : rethrow(error))));
      return this.#opened$.pipe(
        switchMap(() => settled$),
        (ready$) => merge(ready$, trouble$),
        take(1),
        finalize(() => {
          this.#queue.unmark(mark);
        }),
      );
    });
  }

  health(): Omit<StoreHealth, 'retractions'> {
    const { written, repeated, retried, failed } = this.#counts;
    const trouble = this.#trouble$.value?.message;
    return { trouble, written, repeated, retried, shed: { ...this.#queue.shed, failed }, waiting: this.#queue.waiting };
  }

  /** Writes batch after batch while any result is due. */
  #writeDue(): Observable<never> {
    return defer(() => this.#writeNext()).pipe(repeat({ delay: () => (this.#due > 0 ? of(undefined) : EMPTY) }));
  }

  /** Writes the next batch, with retries; completes when it is written or given up. */
  #writeNext(): Observable<never> {
    const { backend, scheduler, limits, toRow, onWritten } = this.#options;
    const results = this.#queue.take(limits.maxBatchResults);
    this.#due = Math.min(this.#due - results.length, this.#queue.size);
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
        this.#last = last;
        this.#counts.written += rows.length;
        this.#counts.repeated += rows.length - inserted;
        this.#queue.endBatch();
        onWritten?.(rows.length, scheduler.now() - started);
        this.#markHealthy();
      }),
      this.#retried(limits.maxRetryMs),
      catchError((error: unknown) => {
        this.#counts.failed += rows.length;
        this.#queue.endBatch();
        return isTransient(error) ? EMPTY : rethrow(error);
      }),
    );
    if (rows.length > 0) return written$.pipe(ignoreElements());
    this.#queue.endBatch();
    return EMPTY;
  }

  /** Retries transient failures after growing pauses, for `maxMs`. */
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

  /** Opens the store, then deletes what is too old from time to time. A transient failure of that waits for the next time. */
  #upkeep(): Observable<never> {
    const { backend, scheduler, limits, retention } = this.#options;
    const prune = (afterQuery: number) => from(backend.prune(pruneRequestOf(retention, scheduler.now(), afterQuery)));
    const pruned$ = defer(() => prune(0)).pipe(
      expand((next) => (next === undefined ? EMPTY : prune(next))),
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
