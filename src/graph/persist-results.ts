import { mergeMap, type Observable } from 'rxjs';
import type { TimedResult } from './event-time.ts';
import type { Store, StoredResult } from './ports.ts';

/** Stores each result once for each query that it matches. Completes when the store has written all of them. */
export function persistResults(timed$: Observable<TimedResult>, { persist }: Store): Observable<never> {
  return persist(timed$.pipe(mergeMap(storedResults)));
}

function storedResults({ result, at, late }: TimedResult): readonly StoredResult[] {
  return result.matches.map((_, match) => ({ type: 'result', result, match, at, late }));
}
