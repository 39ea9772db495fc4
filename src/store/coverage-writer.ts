import {
  catchError,
  concat,
  defer,
  EMPTY,
  exhaustMap,
  finalize,
  from,
  ignoreElements,
  map,
  merge,
  of,
  Subject,
  switchMap,
  takeUntil,
  tap,
  timer,
  type Observable,
  type ObservableInput,
  type SchedulerLike,
} from 'rxjs';
import { CoverageRecorder, type CoverageEvent } from './coverage-recorder.ts';
import type { CoverageReport } from './coverage-report.ts';
import { isTransient, rethrow } from './failures.ts';

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

/** Writes coverage and gaps: a report a second while they change. */
export class CoverageWriter {
  readonly #options: CoverageWriterOptions;
  readonly #recorder: CoverageRecorder;

  constructor(options: CoverageWriterOptions) {
    this.#options = options;
    this.#recorder = new CoverageRecorder(options.run, options.scheduler.now());
  }

  /** Records events until they complete, and completes when the last report has been written or has failed. */
  persist(events$: Observable<CoverageEvent>): Observable<never> {
    const { scheduler, flushMs, opened$ } = this.#options;
    return defer(() => {
      const done$ = new Subject<void>();
      const recorded$ = events$.pipe(
        tap((event) => {
          this.#recorder.apply(event);
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

  /** Writes a report of what has changed; emits once it is written. Errors when that fails. */
  flush(): Observable<void> {
    const { backend, scheduler } = this.#options;
    return defer(() => {
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
