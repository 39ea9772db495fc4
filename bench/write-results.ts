import { Subject } from 'rxjs';
import type { StoredResult } from '../src/graph/index.ts';
import type { Archive } from '../src/store/index.ts';

/** Writes results to a store as fast as it takes them. Resolves when all of them are written. */
export async function writeResults(
  store: Archive,
  count: number,
  resultAt: (index: number) => Omit<StoredResult, 'type' | 'match' | 'late'>,
): Promise<void> {
  const results$ = new Subject<StoredResult>();
  const written = new Promise<void>((resolve, reject) => {
    store.persist(results$).subscribe({ complete: resolve, error: reject });
  });
  for (let index = 0; index < count; index += 1) {
    results$.next({ type: 'result', match: 0, late: false, ...resultAt(index) });
    while (store.health().waiting > 10_000) await new Promise((resolve) => setTimeout(resolve, 5));
  }
  results$.complete();
  await written;
}
