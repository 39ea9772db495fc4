import { ReplaySubject, Subject } from 'rxjs';
import type { StoreEvent } from '../../src/graph/index.ts';
import { sentenceOf } from '../../src/model/index.ts';
import { createStore, type Archive, type StoreOptions } from '../../src/store/index.ts';

export interface OpenStore {
  readonly store: Archive;
  readonly troubles: readonly (string | undefined)[];
  readonly put: (...events: readonly StoreEvent[]) => void;
  /** Ends the input, waits until all is written, closes. Rejects as `persist` errors. */
  readonly end: () => Promise<void>;
  /** Rejects as `persist` errors. */
  readonly done: Promise<void>;
}

/** A store that is being fed. */
export function openStore(options: Pick<StoreOptions, 'spec'> & Partial<StoreOptions>): OpenStore {
  const troubles: (string | undefined)[] = [];
  const store = createStore({
    keepPostsMs: 86_400_000,
    idsOnly: (source) => source === 'x',
    onTrouble: (error) => troubles.push(error === undefined ? undefined : sentenceOf(error)),
    ...options,
  });
  const events$ = new Subject<StoreEvent>();
  const ended$ = new ReplaySubject<Error | undefined>(1);
  store.persist(events$).subscribe({
    complete: () => {
      ended$.next(undefined);
    },
    error: (error: unknown) => {
      ended$.next(new Error(sentenceOf(error), { cause: error }));
    },
  });
  const done = new Promise<void>((resolve, reject) => {
    ended$.subscribe((error) => {
      if (error === undefined) resolve();
      else reject(error);
    });
  });
  done.catch(() => undefined);
  return {
    store,
    troubles,
    done,
    put: (...events) => {
      for (const event of events) events$.next(event);
    },
    end: async () => {
      events$.complete();
      await done;
      await store.close();
    },
  };
}
