import {
  asyncScheduler as scheduler,
  combineLatest,
  filter,
  ignoreElements,
  map,
  merge,
  of,
  ReplaySubject,
  tap,
} from 'rxjs';
import {
  createGraph,
  type ResultDelivery,
  type RetractDelivery,
  type Scorer,
  type Session,
} from '../../graph/index.ts';
import type { Query } from '../../model/index.ts';
import type { Backpressure } from '../../sources/backpressure.ts';
import { createFileSource } from '../../sources/file.ts';
import { createBackpressure } from '../backpressure.ts';
import type { Config } from '../config/index.ts';
import type { System } from '../lifecycle.ts';
import { limitsOf } from '../limits.ts';
import { observe } from '../observe.ts';

export { faultOfFile, parseSpeed } from '../../sources/file.ts';

export interface ReplayOptions {
  readonly path: string;
  readonly speed: number;
  /** The queries, and the ids of their results. */
  readonly queries: readonly { readonly id: string; readonly query: Query }[];
  readonly config: Config;
  readonly scorer: Scorer;
  /** Called with each result, and with each retraction of one. */
  readonly onDelivery: (delivery: ResultDelivery | RetractDelivery) => void;
  /** Tells whether the output can accept more results. */
  readonly backpressure: Backpressure;
}

/** Creates the graph over a file, with one session and no sockets. Scores in this thread, which keeps the file's order. */
export function composeReplay(options: ReplayOptions): System {
  const { path, speed, queries, config, scorer, onDelivery } = options;
  // A scorer that takes its time must hold the file back, too: what can't wait for it would be shed.
  const waiting = createBackpressure(config.maxWaitingPosts / 4);
  const observed = observe(waiting.probe);
  const backpressure = both(options.backpressure, waiting);
  const stop$ = new ReplaySubject<'stop'>(1);
  const source = createFileSource({ name: 'file', path, speed, loop: false, now: () => 0, backpressure, scheduler });
  const session: Session = {
    id: 'replay',
    intents$: merge(
      of(...queries.map(({ id, query }) => ({ type: 'track' as const, id, query }))),
      stop$.pipe(ignoreElements()),
    ),
    closed$: stop$.pipe(ignoreElements()),
    end: (cause) => {
      throw cause;
    },
  };
  const limits = { ...limitsOf(config), quietMs: 0, maxQuietMs: 0, freeResultsPerPost: Infinity };
  const graph$ = createGraph(
    {
      sessions$: of(session),
      stop$,
      sources: [source],
      scorer,
      deliver: (_, deliveries$) =>
        deliveries$.pipe(
          filter((delivery) => delivery.type === 'result' || delivery.type === 'retract'),
          tap(onDelivery),
          ignoreElements(),
        ),
      probe: observed.probe,
      instanceId: 'replay',
      scheduler,
    },
    limits,
  );
  const stop = (): void => {
    stop$.next('stop');
  };
  return { run$: graph$, stop, close: () => Promise.resolve(), ledger: observed.ledger };
}

const both = (a: Backpressure, b: Backpressure): Backpressure => ({
  canAccept: () => a.canAccept() && b.canAccept(),
  canAccept$: combineLatest([a.canAccept$, b.canAccept$]).pipe(map(([first, second]) => first && second)),
});
