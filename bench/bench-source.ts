import { Observable, type Observer } from 'rxjs';
import type { Source, SourceEvent } from '../src/graph/index.ts';

/** A source that a bench feeds. */
export interface BenchSource {
  readonly source: Source;
  /** Resolves with the graph's end of it, once the graph has opened it. */
  readonly upstream: Promise<Observer<SourceEvent>>;
}

/** Creates a source whose events a bench emits itself. */
export function createBenchSource(): BenchSource {
  const { promise: upstream, resolve } = Promise.withResolvers<Observer<SourceEvent>>();
  return { source: { name: 'bench', open: () => new Observable(resolve) }, upstream };
}
