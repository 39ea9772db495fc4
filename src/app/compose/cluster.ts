import { asyncScheduler as scheduler, type Observable } from 'rxjs';
import type { Cluster, ClusterSource } from '../../cluster/index.ts';
import type { TrackedQuery } from '../../graph/index.ts';
import { languageFilter } from '../../graph/languages.ts';
import { UndertoneError } from '../../model/index.ts';
import type { ObservedBackpressure } from '../backpressure.ts';
import type { Config } from '../config/index.ts';
import { createInstanceId } from '../identity.ts';
import { limitsOf } from '../limits.ts';

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
  readonly close: () => Promise<void>;
}

/** The most bytes of the log: at 100 bytes a post, ten million posts. */
const maxLogBytes = 1_073_741_824;

/**
 * Connects a node to its cluster; resolves to undefined without `--nats`, and then loads nothing of NATS.
 * @throws UndertoneError with a sentence that says what to change.
 */
export async function connectCluster(config: Config): Promise<ClusterConnection | undefined> {
  if (config.nats.length === 0) return undefined;
  for (const url of config.nats) checkUrl(url);
  const { answerAsks, askAll, createCluster, createInterest, namesOf, openNats } =
    await import('../../cluster/index.ts');
  const node = createInstanceId();
  const names = namesOf(config.clusterName);
  const limits = limitsOf(config);
  const nats = await openNats({
    ...{ names, node, servers: config.nats, credsFile: config.natsCreds, caFile: config.natsCa },
    ...{ keepMs: config.logKeep, maxBytes: maxLogBytes, replicas: config.replicas },
  });
  const interest = createInterest({
    ...{ js: nats.js, bucket: names.interest, replicas: nats.replicas, node, scheduler },
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
        accepts: languageFilter(limits.languages),
        maxRecentPosts: limits.maxRecentPosts,
        maxWaitingPosts: limits.maxWaitingPosts,
      }),
    ask: (tracked) => {
      const asks = { connection: nats.connection, subject: names.tracked, tracked };
      answerAsks(asks).catch(() => undefined);
      return () => askAll(asks);
    },
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
