import { ignoreElements, of, tap } from 'rxjs';
import type { Store, StoreEvent } from '../../src/graph/index.ts';

/** Creates a store that writes down what it is given, but for results. */
export const recordingStore = (stored: string[]): Store => ({
  persist: (events$) =>
    events$.pipe(
      tap((event) => {
        if (event.type !== 'result') stored.push(writtenOf(event));
      }),
      ignoreElements(),
    ),
  history: () => of(() => of({ posts: [] })),
});

function writtenOf(event: Exclude<StoreEvent, { readonly type: 'result' }>): string {
  switch (event.type) {
    case 'coverage-started':
      return `${event.query}+${event.at}`;
    case 'coverage-ended':
      return `${event.query}-${event.at}`;
    case 'coverage-reached':
      return `..${event.at}`;
    case 'delete':
      return `${event.source} ${event.id} deleted`;
    case 'account-ended':
      return `${event.source} ${event.author} ended`;
    case 'gap':
      return `${event.source} ${event.id}: ${event.from}-${event.to ?? '?'} ${event.filled}`;
  }
}
