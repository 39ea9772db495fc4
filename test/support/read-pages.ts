import { EMPTY, expand, lastValueFrom, map, toArray } from 'rxjs';
import type { ReadPage, ScoredPost } from '../../src/graph/index.ts';

/** Reads all pages, each when the one before it has been read. */
export const readPages = (readFirst: ReadPage): Promise<readonly (readonly ScoredPost[])[]> =>
  lastValueFrom(
    readFirst().pipe(
      expand(({ next }) => next?.() ?? EMPTY),
      map(({ posts }) => posts),
      toArray(),
    ),
  );
