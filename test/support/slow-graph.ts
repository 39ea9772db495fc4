import { asyncScheduler, concat, delayWhen, EMPTY, NEVER, of, ReplaySubject, type Observable } from 'rxjs';
import { createBackpressure, type ObservedBackpressure } from '../../src/app/backpressure.ts';
import { observe } from '../../src/app/observe.ts';
import { createGraph, defaultLimits, type Session, type Source } from '../../src/graph/index.ts';
import type { EngineLedger } from '../../src/model/index.ts';
import { parseQuery } from '../../src/query/index.ts';
import { scoreOf } from './world.ts';

export interface SlowGraphOptions {
  readonly maxWaitingPosts: number;
  readonly maxBatchPosts: number;
  /** Emits when the pool returns a batch; subscribed to once for each. */
  readonly answer: (ledger: () => EngineLedger) => Observable<unknown>;
  readonly source: (backpressure: ObservedBackpressure) => Source;
}

export interface SlowGraph {
  readonly ledger: () => EngineLedger;
  /** The most posts that were ever under way. */
  readonly mostPending: () => number;
  readonly stop: () => Promise<void>;
}

/** A graph with one session that wants everything, and a pool that takes its time. */
export function startSlowGraph({ maxWaitingPosts, maxBatchPosts, answer, source }: SlowGraphOptions): SlowGraph {
  const backpressure = createBackpressure(maxWaitingPosts / 4);
  let mostPending = 0;
  const { probe, ledger } = observe(backpressure.probe, {
    receive: () => {
      mostPending = Math.max(mostPending, ledger().pending);
    },
  });
  const stop$ = new ReplaySubject<unknown>(1);
  const session: Session = {
    id: 'all',
    intents$: concat(of({ type: 'track' as const, id: 'q', query: parseQuery('pizza') }), NEVER),
    closed$: stop$,
    end: () => undefined,
  };
  const graph$: Observable<unknown> = createGraph(
    {
      sessions$: of(session),
      stop$,
      sources: [source(backpressure)],
      scorer: { idle$: of(false), score: (batch) => of(batch.map(scoreOf)).pipe(delayWhen(() => answer(ledger))) },
      deliver: () => EMPTY,
      probe,
      instanceId: 'test',
      scheduler: asyncScheduler,
    },
    { ...defaultLimits, quietMs: 0, maxQuietMs: 0, maxWaitingPosts, maxBatchPosts, maxBatches: 2 },
  );
  const done = new Promise<void>((resolve, reject) => graph$.subscribe({ complete: resolve, error: reject }));
  return {
    ledger,
    mostPending: () => mostPending,
    stop: async () => {
      stop$.next('stop');
      await done;
    },
  };
}
