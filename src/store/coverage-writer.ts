import { defer, from, map, of, tap, type Observable, type ObservableInput, type SchedulerLike } from 'rxjs';
import { CoverageRecorder, type CoverageEvent } from './coverage-recorder.ts';
import type { CoverageReport } from './coverage-report.ts';
import { flushRegularly } from './flush-regularly.ts';

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
    // A failed report is repeated with the next one.
    return flushRegularly(events$, {
      ...this.#options,
      receive: (event) => {
        this.#recorder.apply(event);
      },
      flush: () => this.flush(),
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
