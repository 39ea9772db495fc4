import { mergeMap, type Observable } from 'rxjs';
import type { Store, StoredResult } from './ports.ts';
import type { TimedResult } from './windows/active-windows.ts';

/** Has each result kept, once for each query that it matches. Completes when the store has written what came. */
export function persistResults(placed$: Observable<TimedResult>, { persist }: Store): Observable<never> {
  const results$ = placed$.pipe(mergeMap(({ result, at, late }) => storedResults(result, at, late)));
  return persist(results$);
}

function storedResults(result: StoredResult['result'], at: number, late: boolean): readonly StoredResult[] {
  return result.matches.map((_, match) => ({ result, match, at, late }));
}
