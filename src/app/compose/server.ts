import { asyncScheduler, EMPTY, merge, ReplaySubject, takeUntil, tap } from 'rxjs';
import { deliver, type DeliveredSession } from '../../delivery/index.ts';
import { createGraph } from '../../graph/index.ts';
import type { Config } from '../config/index.ts';
import { createBackpressure } from '../backpressure.ts';
import type { System } from '../lifecycle.ts';
import { limitsOf } from '../limits.ts';
import { refuseOldNode } from '../node-version.ts';
import { observe, type Logs, type Observed } from '../observe.ts';
import { createReadiness, type Patience } from '../readiness.ts';
import type { Cluster } from '../../cluster/index.ts';
import type { ClusterConnection, ClusterParts } from './cluster.ts';
import { composeAlerts } from './alerts.ts';
import { composeDelivery, composeDoor } from './delivery.ts';
import { composeHttp } from './http.ts';
import { composeMetrics } from './metrics.ts';
import { createInstanceId } from '../identity.ts';
import type { ComposedScorer } from './scorer.ts';
import {
  composeSources,
  keysOf,
  parseSources,
  type ComposedSources,
  type Environment,
  type SourceDefinition,
  type SourcesContext,
} from './sources.ts';
import { composeStore } from './store.ts';

export interface ServerSystem extends System {
  /** The names of the sources without which it is of no use. */
  readonly sources: readonly string[];
  readonly listen: () => Promise<string>;
  /** Reads the file of alerts again. */
  readonly reload: () => void;
}

export interface ServerContext {
  readonly logs: Logs;
  /** The environment variables, which hold the keys of sources. */
  readonly env: Environment;
  /** Sources of the program's own, beside the built-in ones. */
  readonly sources?: readonly SourceDefinition[];
  /** Its threads may be starting. */
  readonly scorer: ComposedScorer;
  /** The cluster that it belongs to. */
  readonly cluster?: ClusterConnection | undefined;
}

const scheduler = asyncScheduler;

/** The most queries that are listed, those with the most sessions first. */
const maxTracked = 1_000;

/** Creates the server of a configuration: every port of the graph on its edge. */
export function composeServer(
  config: Config,
  { logs, env, sources: own, scorer, cluster: connection }: ServerContext,
): ServerSystem {
  refuseOldNode(process.versions.node);
  const door = composeDoor(config);
  const backpressure = createBackpressure(config.maxWaitingPosts / 4);
  const metrics = composeMetrics(config);
  const observed = observe(backpressure.probe, metrics.probe);
  const stop$ = new ReplaySubject<'stop'>(1);
  const selected = parseSources(config.source, keysOf(config, env), own);
  const member = connection === undefined ? undefined : { connection, backpressure, stop$ };
  const { cluster, ...opened } = openSources(selected, { backpressure, config, log: logs.of('sources') }, member);
  const sources = opened.sources.map(metrics.sources.watch);
  const names = sources.map(({ name }) => name);
  const store = composeStore(config, logs.of('store'), metrics);
  const alerted = composeAlerts(config, { store, log: logs.of('alerts'), env });
  const deliveryContext = { ...door, log: logs.of('delivery'), metrics: metrics.clients };
  const delivery = composeDelivery(config, deliveryContext);
  const parts = { observed, backpressure, delivery, archive: store, logs, alerts: alerted.alerts.ledgers };
  metrics.read({ ...parts, cluster, ...opened });
  const readiness = createReadiness(names, patience(cluster));
  const http = composeHttp(config, {
    ...{ delivery, deliveryContext, store, opened, alerts: alerted.alerts },
    ...{ log: logs.of('http'), metrics: metrics.text, explain: scorer.explain },
    unreadiness: unreadinessOf([delivery.unreadiness, readiness.reasons], connection, cluster),
    tracked: trackedBy(observed, connection),
  });
  const graph$ = createGraph<DeliveredSession>(
    {
      ...{ stop$, sources, deliver, store, scheduler, instanceId: createInstanceId() },
      sessions$: merge(delivery.sessions$, alerted.alerts.sessions$),
      ...{ scorer: metrics.watchScorer(scorer, observed), probe: observed.probe },
      ...(cluster && { log: cluster.log }),
    },
    limitsOf(config),
  );
  return {
    run$: merge(
      graph$.pipe(tap(readiness.record), tap(metrics.sources.record)),
      delivery.upkeep$.pipe(takeUntil(stop$)),
      cluster?.run$ ?? EMPTY,
      alerted.run(stop$),
    ),
    // A cluster's sources may come back on another node.
    sources: cluster === undefined ? names : [],
    listen: async () => {
      await Promise.all([scorer.prepare(), cluster?.begun()]);
      if (cluster !== undefined && !cluster.isServing) delivery.stop();
      return http.listen(config.port, config.host);
    },
    stop: () => {
      delivery.stop();
      stop$.next('stop');
    },
    close: () => delivery.close().then(() => closeInTurn([[http, scorer, store, opened], [connection]])),
    ledger: observed.ledger,
    reload: alerted.reload,
  };
}

type Reasons = () => readonly string[];

/** Returns why no client should come, which none should to a node that only reads sources. */
function unreadinessOf(gateway: readonly Reasons[], connection?: ClusterConnection, cluster?: Cluster): Reasons {
  const role = 'This node only reads sources (--role ingest): clients connect to a gateway.';
  if (cluster?.isServing !== false) return () => gateway.flatMap((reasons) => reasons());
  return () => [role, connection?.trouble() ?? []].flat();
}

interface Member extends Omit<ClusterParts, 'sources'> {
  readonly connection: ClusterConnection;
}

/** Opens sources: themselves, or in a cluster their log. */
function openSources(
  selected: ReturnType<typeof parseSources>,
  context: SourcesContext,
  member: Member | undefined,
): ComposedSources & { readonly cluster: Cluster | undefined } {
  let cluster: Cluster | undefined;
  const join =
    member &&
    ((sources: ClusterParts['sources']) => {
      cluster = member.connection.join({ ...member, sources });
      return cluster.sources;
    });
  const opened = composeSources(selected, { ...context, join });
  return { ...opened, cluster };
}

/** A change of the leader must not make all nodes of a cluster unready at once. */
function patience(cluster: unknown): Patience | undefined {
  return cluster === undefined ? undefined : { patienceMs: 30_000, now: () => scheduler.now() };
}

interface Closable {
  readonly close: () => Promise<unknown>;
}

/** Closes what nothing needs any longer, one group after the other. */
async function closeInTurn(groups: readonly (readonly (Closable | undefined)[])[]): Promise<void> {
  for (const group of groups) await Promise.all(group.map(async (each) => each?.close()));
}

/** Returns what is tracked: in a cluster, by all nodes. */
function trackedBy(observed: Observed, connection: ClusterConnection | undefined) {
  const own = () => observed.tracked(maxTracked);
  return connection === undefined ? own : connection.ask(own);
}
