import { defer, EMPTY, from, switchMap, type Observable } from 'rxjs';
import type { Source, SourceEvent } from '../graph/index.ts';

/**
 * Returns a source that stands for one whose code is being loaded: what opens or checks it before waits for that. A
 * failure to load it is an error of the source.
 * @example whenLoaded('x', import('./x/x.ts').then(({ createX }) => createX(options)))
 */
export function whenLoaded(name: string, loading: Promise<Source>): Source {
  let loaded: Source | undefined;
  const source = loading.then((ready) => (loaded = ready));
  // Whoever opens it learns of a failure.
  source.catch(() => undefined);
  const use = (events: (ready: Source) => Observable<SourceEvent>): Observable<SourceEvent> =>
    // At once where it can be: the old opening of a source ends in the turn in which a new one begins.
    defer(() => (loaded === undefined ? from(source).pipe(switchMap(events)) : events(loaded)));
  return {
    name,
    open: (querySet) => use((ready) => ready.open(querySet)),
    check: () => use((ready) => ready.check?.() ?? EMPTY),
  };
}
