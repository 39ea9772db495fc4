import { distinctUntilChanged, map, of, switchMap, timer, type OperatorFunction, type SchedulerLike } from 'rxjs';
import type { Limits } from './limits.ts';
import { debounceMaxWait } from './operators/index.ts';
import type { Session, QuerySet } from './ports.ts';
import type { Registry } from './registry.ts';

/**
 * What upstream is to be asked, as the registry changes: settled, only when it differs, and emptied only when nobody
 * has wanted anything for the grace time.
 */
export function debouncedQuerySet<S extends Session>(
  { quietMs, maxQuietMs, idleGraceMs }: Limits,
  scheduler: SchedulerLike,
): OperatorFunction<Registry<S>, QuerySet> {
  return (registry$) =>
    registry$.pipe(
      // Who comes or goes without changing the set keeps nobody's query waiting.
      distinctUntilChanged(
        (before, after) => before === after,
        ({ version }) => version,
      ),
      debounceMaxWait({ quietMs, maxWaitMs: maxQuietMs, scheduler }),
      map((registry) => registry.wanted()),
      distinctUntilChanged(sameQueries),
      switchMap((wanted) => (wanted.length > 0 ? of(wanted) : timer(idleGraceMs, scheduler).pipe(map(() => wanted)))),
      distinctUntilChanged(sameQueries),
    );
}

function sameQueries(before: QuerySet, after: QuerySet): boolean {
  if (before === after) return true;
  if (before.length !== after.length) return false;
  const known = new Set(before.map(({ canonical }) => canonical));
  return after.every(({ canonical }) => known.has(canonical));
}
