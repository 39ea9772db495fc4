import { defer, from, map, of, switchMap, type Observable, type ObservableInput, type SchedulerLike } from 'rxjs';
import type { StoredRetraction } from '../graph/index.ts';
import { RecentMap } from '../model/index.ts';
import { flushRegularly } from './flush-regularly.ts';

export interface RetractionWriterOptions {
  readonly backend: {
    readonly retract: (retractions: readonly StoredRetraction[], now: number) => ObservableInput<void>;
  };
  /** Emits once the store is open. */
  readonly opened$: Observable<unknown>;
  /** Emits once the results so far are written. */
  readonly flushed: () => Observable<unknown>;
  readonly scheduler: SchedulerLike;
  /** The longest time that a retraction waits, in ms. */
  readonly flushMs: number;
}

/** The most retractions in a call, and the most that wait while the database fails; beyond it, the oldest are lost. */
const maxBatch = 500;
const maxWaiting = 100_000;

/** Deletes what is retracted, once the results before it are written. What can't be deleted waits for the next time. */
export class RetractionWriter {
  readonly #options: RetractionWriterOptions;
  /** Each once, in the order in which they came last. */
  readonly #waiting = new RecentMap<string, StoredRetraction>(maxWaiting);
  #lost = 0;

  constructor(options: RetractionWriterOptions) {
    this.#options = options;
  }

  /** The retractions that wait, and those that were lost because too many waited. */
  counts(): { readonly waiting: number; readonly lost: number } {
    return { waiting: this.#waiting.size, lost: this.#lost };
  }

  /** Applies retractions until they complete, and completes when the last have been applied or have failed. */
  persist(retractions$: Observable<StoredRetraction>): Observable<never> {
    return flushRegularly(retractions$, {
      ...this.#options,
      receive: (retraction) => {
        this.#add(retraction);
      },
      flush: () => this.flush(),
    });
  }

  /** Applies all that wait; emits once that is done. Errors when it fails. */
  flush(): Observable<void> {
    const { backend, flushed, scheduler } = this.#options;
    return defer(() => {
      if (this.#waiting.size === 0) return of(undefined);
      const batch = [...this.#waiting.entries().take(maxBatch)];
      return flushed().pipe(
        switchMap(() =>
          from(
            backend.retract(
              batch.map(([, retraction]) => retraction),
              scheduler.now(),
            ),
          ),
        ),
        map(() => {
          for (const [key] of batch) this.#waiting.delete(key);
        }),
        switchMap(() => this.flush()),
      );
    });
  }

  #add(retraction: StoredRetraction): void {
    const { type, source } = retraction;
    const key = `${type} ${source}\0${type === 'delete' ? retraction.id : retraction.author}`;
    if (this.#waiting.set(key, retraction) !== undefined) this.#lost += 1;
  }
}
