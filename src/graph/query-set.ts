import { distinctUntilChanged, map, of, switchMap, timer, type OperatorFunction, type SchedulerLike } from 'rxjs';
import type { Limits } from './limits.ts';
import { debounceMaxWait } from './operators/index.ts';
import type { QuerySet } from './ports.ts';

export interface QuerySetOptions {
  /** Returns the distinct live queries. Called once per debounced change. */
  readonly read: () => QuerySet;
  readonly limits: Pick<Limits, 'quietMs' | 'maxQuietMs' | 'idleGraceMs'>;
  readonly scheduler: SchedulerLike;
}

/**
 * Emits the set of live queries after its changes, debounced with a maximum wait, and only when the set differs. The
 * empty set is emitted only after it has stayed empty for the grace time, so that a client that reloads finds the
 * upstream connection still open.
 *
 * @example
 * changes$.pipe(debouncedQuerySet({ read: () => registry.querySet(), limits: defaultLimits, scheduler }));
 */
export function debouncedQuerySet({ read, limits, scheduler }: QuerySetOptions): OperatorFunction<unknown, QuerySet> {
  const { quietMs, maxQuietMs, idleGraceMs } = limits;
  return (changes$) =>
    changes$.pipe(
      debounceMaxWait({ quietMs, maxWaitMs: maxQuietMs, scheduler }),
      map(read),
      distinctUntilChanged(hasSameQueries),
      switchMap((set) => (set.length > 0 ? of(set) : timer(idleGraceMs, scheduler).pipe(map(() => set)))),
      distinctUntilChanged(hasSameQueries),
    );
}

function hasSameQueries(before: QuerySet, after: QuerySet): boolean {
  if (before === after) return true;
  if (before.length !== after.length) return false;
  const known = new Set(before.map(({ canonical }) => canonical));
  return after.every(({ canonical }) => known.has(canonical));
}
