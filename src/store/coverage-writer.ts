import {
  catchError,
  concat,
  defer,
  EMPTY,
  exhaustMap,
  from,
  ignoreElements,
  map,
  merge,
  of,
  switchMap,
  takeUntil,
  tap,
  timer,
  type Observable,
  type ObservableInput,
  type SchedulerLike,
  Subject,
  finalize,
} from 'rxjs';
import { CoverageRecorder, type CoverageChange } from './coverage-recorder.ts';
import type { CoverageReport } from './coverage.ts';
import { isTransient } from './writer.ts';

export interface CoverageWriterOptions {
  readonly backend: { readonly cover: (report: CoverageReport, now: number) => ObservableInput<void> };
  /** Emits once the store is open. */
  readonly opened$: Observable<unknown>;
  readonly scheduler: SchedulerLike;
  /** The time between two reports, in ms. */
  readonly flushMs: number;
  /** The name of this run, which no other run has. */
  readonly run: string;
}

/** Writes what was tracked, live or missing: a report every second while a query is tracked. */
export class CoverageWriter {
  readonly #options: CoverageWriterOptions;
  readonly #recorder: CoverageRecorder;
  #eventTimeNow: () => number = () => -Infinity;

  constructor(options: CoverageWriterOptions) {
    this.#options = options;
    this.#recorder = new CoverageRecorder(options.run, options.scheduler.now());
  }

  /** Records changes until they complete, and completes when the last report has been written or has failed. */
  persist(changes$: Observable<CoverageChange>, eventTimeNow: () => number): Observable<never> {
    const { scheduler, flushMs, opened$ } = this.#options;
    return defer(() => {
      this.#eventTimeNow = eventTimeNow;
      const done$ = new Subject<void>();
      const recorded$ = changes$.pipe(
        tap((change) => {
          this.#recorder.apply(change);
        }),
        finalize(() => {
          done$.next();
        }),
      );
      // A failed report is repeated with the next one.
      const attempt$ = this.flush().pipe(catchError((error: unknown) => (isTransient(error) ? EMPTY : rethrow(error))));
      const reports$ = opened$.pipe(
        switchMap(() => timer(flushMs, flushMs, scheduler)),
        exhaustMap(() => attempt$),
        takeUntil(done$),
      );
      return concat(merge(recorded$, reports$), attempt$).pipe(ignoreElements());
    });
  }

  /** Writes a report of the current state; emits once it is written. Errors when that fails. */
  flush(): Observable<void> {
    const { backend, scheduler } = this.#options;
    return defer(() => {
      this.#recorder.advance(this.#eventTimeNow());
      const report = this.#recorder.report();
      if (report === undefined) return of(undefined);
      return from(backend.cover(report, scheduler.now())).pipe(
        tap(() => {
          this.#recorder.written(report);
        }),
        map(() => undefined),
      );
    });
  }
}

function rethrow(error: unknown): never {
  throw error;
}
