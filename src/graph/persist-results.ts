import type { Claim } from '../budget/index.ts';
import { ignoreElements, map, merge, mergeMap, type Observable } from 'rxjs';
import type { TimedResult } from './event-time.ts';
import type { Retracted } from './retractions.ts';
import type { Store, StoredResult, StoreEvent } from './ports.ts';

export interface PersistInputs {
  readonly timed$: Observable<TimedResult>;
  readonly retracted$: Observable<Retracted>;
  /** The coverage of queries, and the gaps of sources. */
  readonly coverage$: Observable<StoreEvent>;
  /** Returns a live query by its canonical spelling. */
  readonly claimOf: (query: string) => Claim | undefined;
}

/**
 * Stores each result once for each query that it matches, with the results what was covered and what is missing, and deletes
 * what is retracted.
 * Completes when the store has written all of it. Without a store, coverage is followed all the same.
 */
export function persistResults(
  { timed$, retracted$, coverage$, claimOf }: PersistInputs,
  store: Store | undefined,
): Observable<never> {
  if (store === undefined) return coverage$.pipe(ignoreElements());
  const storedResults = ({ result, at, late }: TimedResult): readonly StoredResult[] =>
    result.matches.map(({ query }, match) => {
      return { type: 'result', result, match, at, late, claim: claimOf(query.canonical) };
    });
  return store.persist(
    merge(timed$.pipe(mergeMap(storedResults)), retracted$.pipe(map(({ retraction }) => retraction)), coverage$),
  );
}
