import { AsyncSubject, Subject, type Observable } from 'rxjs';
import type { Intent } from '../graph/index.ts';

/** What the graph sees of a session as it lives. */
export class Presence {
  readonly #intents$ = new Subject<Intent>();
  readonly #closed$ = new AsyncSubject<'closed'>();

  get intents$(): Observable<Intent> {
    return this.#intents$;
  }

  get closed$(): Observable<unknown> {
    return this.#closed$;
  }

  intend(intent: Intent): void {
    this.#intents$.next(intent);
  }

  /** Idempotent. */
  end(): void {
    this.#closed$.next('closed');
    this.#closed$.complete();
    this.#intents$.complete();
  }
}
