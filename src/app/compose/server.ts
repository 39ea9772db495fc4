import { asyncScheduler, merge, ReplaySubject, takeUntil, tap } from 'rxjs';
import { deliver } from '../../delivery/index.ts';
import { createGraph } from '../../graph/index.ts';
import type { Config } from '../config/index.ts';
import { createBackpressure } from '../backpressure.ts';
import type { System } from '../lifecycle.ts';
import { limitsOf } from '../limits.ts';
import { refuseOldNode } from '../node-version.ts';
import { observe, type Logs } from '../observe.ts';
import { createReadiness } from '../readiness.ts';
import { composeDelivery, composeDoor } from './delivery.ts';
import { composeHttp } from './http.ts';
import { composeMetrics } from './metrics.ts';
import { createInstanceId } from '../identity.ts';
import { composeScorer, type OwnScorer } from './scorer.ts';
import { composeSources, parseSources, type Environment, type SourceDefinition } from './sources.ts';
import { composeStore } from './store.ts';

export interface ServerSystem extends System {
  /** The names of its sources. */
  readonly sources: readonly string[];
  readonly listen: () => Promise<string>;
}

export interface ServerContext {
  readonly logs: Logs;
  /** The environment variables, which hold the keys of sources. */
  readonly env: Environment;
  /** Sources of the program's own, beside the built-in ones. */
  readonly sources?: readonly SourceDefinition[];
  /** A scorer of the program's own, in place of the configured one. */
  readonly scorer?: OwnScorer | undefined;
}

const scheduler = asyncScheduler;

/** The most queries that are listed, those with the most sessions first. */
const maxTracked = 1_000;

/** Creates the server of a configuration: every port of the graph on its edge. */
export function composeServer(
  config: Config,
  { logs, env, sources: own, scorer: ownScorer }: ServerContext,
): ServerSystem {
  refuseOldNode(process.versions.node);
  const door = composeDoor(config);
  const backpressure = createBackpressure(config.maxWaitingPosts / 4);
  const metrics = composeMetrics(config);
  const observed = observe(backpressure.probe, metrics.probe);
  const stop$ = new ReplaySubject<'stop'>(1);
  const scorer = composeScorer(config, { log: logs.of('scoring'), own: ownScorer });
  const selected = parseSources(config.source, env, own);
  const opened = composeSources(selected, { backpressure, config, log: logs.of('sources') });
  const sources = opened.sources.map(metrics.sources.watch);
  const store = composeStore(config, logs.of('store'), metrics);
  const deliveryContext = { ...door, log: logs.of('delivery'), metrics: metrics.clients };
  const delivery = composeDelivery(config, deliveryContext);
  metrics.read({ observed, backpressure, delivery, archive: store, logs, ...opened });
  const readiness = createReadiness(sources.map(({ name }) => name));
  const http = composeHttp(config, {
    delivery,
    deliveryContext,
    store,
    log: logs.of('http'),
    metrics: metrics.text,
    readiness: readiness.reasons,
    opened,
    tracked: () => observed.tracked(maxTracked),
    explain: scorer.explain,
  });
  const ports = {
    sessions$: delivery.sessions$,
    stop$,
    sources,
    scorer: metrics.watchScorer(scorer, observed),
    deliver,
    store,
    probe: observed.probe,
    instanceId: createInstanceId(),
    scheduler,
  };
  const graph$ = createGraph(ports, limitsOf(config));
  return {
    run$: merge(
      graph$.pipe(tap(readiness.record), tap(metrics.sources.record)),
      delivery.upkeep$.pipe(takeUntil(stop$)),
    ),
    sources: sources.map(({ name }) => name),
    listen: () => scorer.prepare().then(() => http.listen(config.port, config.host)),
    stop: () => {
      delivery.stop();
      stop$.next('stop');
    },
    close: async () => {
      await delivery.close();
      await Promise.all([http.close(), scorer.close(), store.close(), opened.close()]);
    },
    ledger: observed.ledger,
  };
}
