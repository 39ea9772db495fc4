import { asyncScheduler as scheduler, type Observable } from 'rxjs';
import type { Cluster, ClusterSource } from '../../cluster/index.ts';
import type { TrackedQuery } from '../../graph/index.ts';
import { languageFilter } from '../../graph/languages.ts';
import { UndertoneError } from '../../model/index.ts';
import type { ObservedBackpressure } from '../backpressure.ts';
import type { Config } from '../config/index.ts';
import { createInstanceId } from '../identity.ts';
import { limitsOf } from '../limits.ts';
import type { Log } from '../observe.ts';

/** The parts that a node brings into its cluster. */
export interface ClusterParts {
  readonly sources: readonly ClusterSource[];
  readonly backpressure: Pick<ObservedBackpressure, 'canAccept$'>;
  readonly stop$: Observable<unknown>;
}

/** A node that is connected to NATS. */
export interface ClusterConnection {
  readonly join: (parts: ClusterParts) => Cluster;
  /** Lets other nodes ask what this one tracks; returns how to ask all of them. */
  readonly ask: (tracked: () => readonly TrackedQuery[]) => () => Promise<readonly TrackedQuery[]>;
  /** Returns why NATS can't be used now, if it can't. */
  readonly trouble: () => string | undefined;
  readonly close: () => Promise<void>;
}

/** The most bytes of the log: at 100 bytes a post, ten million posts. */
const maxLogBytes = 1_073_741_824;

/**
 * Connects a node to its cluster, or begins to try while no server answers; resolves to undefined without `--nats`, and then
 * loads nothing of NATS.
 * @throws UndertoneError with a sentence that says what to change.
 */
export async function connectCluster(config: Config, log: Log): Promise<ClusterConnection | undefined> {
  if (config.nats.length === 0) return undefined;
  for (const url of config.nats) checkUrl(url);
  const { createCluster, createInterest, joinAsks, namesOf, openNats } = await import('../../cluster/index.ts');
  const node = createInstanceId();
  const names = namesOf(config.clusterName);
  const limits = limitsOf(config);
  let trouble: string | undefined;
  const onTrouble = (sentence: string | undefined): void => {
    if (sentence === undefined) log.info({}, 'NATS can be used');
    else log.warn({}, `${sentence} It is tried again until it is there`);
    trouble = sentence;
  };
  const nats = await openNats({
    ...{ names, node, servers: config.nats, credsFile: config.natsCreds, caFile: config.natsCa },
    ...{ keepMs: config.logKeep, maxBytes: maxLogBytes, replicas: config.replicas, onTrouble },
  });
  const interest = createInterest({
    ...{ opened: nats.opened, bucket: names.interest, node, scheduler },
    // A gateway that has died gets its clients' queries asked for until they have come back elsewhere.
    keepMs: Math.max(60_000, 2 * limits.resumeWindowMs),
    idleGraceMs: limits.idleGraceMs,
  });
  return {
    join: ({ sources, backpressure, stop$ }) =>
      createCluster({
        ...{ log: nats, role: config.role, node, sources, interest, stop$, scheduler },
        canAccept$: backpressure.canAccept$,
        maxLagMs: config.maxLag,
        keepMs: config.logKeep,
        accepts: languageFilter(limits.languages),
        maxRecentPosts: limits.maxRecentPosts,
        maxWaitingPosts: limits.maxWaitingPosts,
      }),
    ask: (tracked) => joinAsks({ opened: nats.opened, subject: names.tracked, tracked }),
    trouble: () => trouble,
    close: nats.close,
  };
}

function checkUrl(raw: string): void {
  const url = URL.parse(raw);
  const isServer = url !== null && ['nats:', 'tls:'].includes(url.protocol) && url.hostname !== '';
  if (!isServer) throw new UndertoneError('bad_option', '--nats must be the address of a server: nats://HOST:PORT.');
  if (url.username === '' && url.password === '') return;
  throw new UndertoneError('bad_option', '--nats must not contain a password: use --nats-creds FILE.');
}
