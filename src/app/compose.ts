import {
  asyncScheduler,
  filter,
  identity,
  ignoreElements,
  merge,
  of,
  ReplaySubject,
  takeUntil,
  tap,
  type Observable,
} from 'rxjs';
import { deliver } from '../delivery/index.ts';
import { createGraph, type GraphEvent, type ResultDelivery, type Session } from '../graph/index.ts';
import { builtPage, createHttp } from '../http/index.ts';
import { sentenceOf, type EngineLedger, type Query } from '../model/index.ts';
import { createInlineScorer } from '../scoring/index.ts';
import { createFileSource, type Backpressure } from '../sources/index.ts';
import { createAccess } from './access.ts';
import { composeDelivery, composeGuard, composeHandshake, upgradeTo } from './compose/delivery.ts';
import { composeMetrics } from './compose/metrics.ts';
import { nameRun } from './compose/names.ts';
import { composeScorer } from './compose/scorer.ts';
import { composeRecorder, composeSources, parseSources, type Environment } from './compose/sources.ts';
import { composeStore, troublesOf } from './compose/store.ts';
import type { Config } from './config.ts';
import { createGate } from './gate.ts';
import { limitsOf } from './limits.ts';
import { observe, type Log, type Logs } from './observe.ts';
import { createReadiness } from './readiness.ts';
import { readTls } from './tls.ts';

/** A running whole: what lifecycle subscribes to once, and how it is asked to end. */
export interface System {
  /** Everything that happens. Completes when a stop has drained. */
  readonly run$: Observable<GraphEvent>;
  /** Asks for the end: nothing new is taken, what is in flight goes out. */
  readonly stop: () => void;
  /** Releases what is left, after the end or a deadline. */
  readonly close: () => Promise<void>;
  readonly ledger: () => EngineLedger;
}

export interface ServerSystem extends System {
  /** The names of its sources. */
  readonly sources: readonly string[];
  readonly listen: () => Promise<string>;
}

const scheduler = asyncScheduler;

/** Queries that are listed at most, the most wanted. */
const maxTracked = 1_000;

/** The server of a configuration: every port of the graph on its edge. Keys of sources are looked up in `env`. */
export function composeServer(config: Config, logs: Logs, env: Environment): ServerSystem {
  const gate = createGate(config.maxWaitingPosts / 4);
  const metrics = composeMetrics(config);
  const observed = observe(gate.probe, metrics.probe);
  const stop$ = new ReplaySubject<'stop'>(1);
  const scorer = composeScorer(config, logs.of('scoring'));
  const selected = parseSources(config.source, env);
  const recorder = composeRecorder(config, logs.of('sources'));
  const opened = composeSources(selected, { backpressure: gate, config, log: logs.of('sources') });
  const sources = opened.sources.map(metrics.sources.watch).map(recorder?.tap ?? identity);
  const store = composeStore(config, logs.of('store'), metrics.store);
  const deliveryContext = { log: logs.of('delivery'), authorize: createAccess(config), metrics: metrics.clients };
  const delivery = composeDelivery(config, deliveryContext);
  metrics.read({ observed, gate, delivery, archive: store });
  const readiness = createReadiness(sources.map(({ name }) => name));
  const http = createHttp({
    page: builtPage,
    suggestions: opened.suggestions,
    unreadiness: () => [...delivery.unreadiness(), ...readiness.reasons()],
    warnings: () => troublesOf(store),
    metrics: metrics.text,
    tls: readTls(config),
    guard: composeGuard(config, deliveryContext.authorize),
    handshake: composeHandshake(config, deliveryContext),
    stream: delivery.stream,
    api: { archive: store, tracked: () => observed.tracked(maxTracked), now: () => scheduler.now() },
    onFailure: logFailure(logs.of('http')),
    onUpgrade: upgradeTo(delivery),
  });
  const graph$ = createGraph(
    {
      sessions$: delivery.sessions$,
      stop$,
      sources,
      scorer: metrics.watchScorer(scorer, observed),
      deliver,
      store,
      probe: observed.probe,
      instanceId: nameRun(),
      scheduler,
    },
    limitsOf(config),
  );
  return {
    run$: merge(graph$.pipe(tap(readiness.note), tap(metrics.sources.tell)), delivery.upkeep$.pipe(takeUntil(stop$))),
    sources: sources.map(({ name }) => name),
    listen: () => http.listen(config.port, config.host),
    stop: () => {
      delivery.stop();
      stop$.next('stop');
    },
    close: async () => {
      await delivery.close();
      await Promise.all([http.close(), scorer.close(), store.close(), recorder?.close(), opened.close()]);
    },
    ledger: observed.ledger,
  };
}

const logFailure =
  (log: Log) =>
  (error: unknown): void => {
    log.error({}, `A request failed: ${sentenceOf(error)}`);
  };

export interface ReplayOptions {
  readonly path: string;
  readonly speed: number;
  /** The queries with the ids under which their results are told. */
  readonly queries: readonly { readonly id: string; readonly query: Query }[];
  readonly config: Config;
  /** Told of each result. */
  readonly onDelivery: (delivery: ResultDelivery) => void;
  /** Whether results can be taken. */
  readonly backpressure: Backpressure;
}

/** The same graph over a file, with one session and no sockets. It scores in its own thread, so that order is the file's. */
export function composeReplay(options: ReplayOptions): System {
  const { path, speed, queries, config, onDelivery, backpressure } = options;
  const observed = observe();
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
  const limits = { ...limitsOf(config), quietMs: 0, maxQuietMs: 0 };
  const graph$ = createGraph(
    {
      sessions$: of(session),
      stop$,
      sources: [source],
      scorer: createInlineScorer(config.scorer),
      deliver: (_, deliveries$) =>
        deliveries$.pipe(
          filter((delivery) => delivery.type === 'result'),
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
