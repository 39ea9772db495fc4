import { AsyncSubject, Subject, type Observable } from 'rxjs';
import type { Intent } from '../graph/index.ts';

/** What the graph sees of a session as it lives. */
export interface Presence {
  readonly intents$: Observable<Intent>;
  readonly closed$: Observable<unknown>;
  readonly intend: (intent: Intent) => void;
  /** Idempotent. */
  readonly end: () => void;
}

export function createPresence(): Presence {
  const intents$ = new Subject<Intent>();
  const closed$ = new AsyncSubject<'closed'>();
  return {
    intents$: intents$.asObservable(),
    closed$: closed$.asObservable(),
    intend: (intent) => {
      intents$.next(intent);
    },
    end: () => {
      closed$.next('closed');
      closed$.complete();
      intents$.complete();
    },
  };
}
