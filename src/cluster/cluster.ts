import {
  EMPTY,
  filter,
  firstValueFrom,
  ignoreElements,
  map,
  merge,
  NEVER,
  takeUntil,
  timer,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import type { PostLog, QuerySet, Source } from '../graph/index.ts';
import type { Post } from '../model/index.ts';
import { createLogSource } from './log-source.ts';
import { ingest, type LeadTimes, type TermContext } from './ingest.ts';
import type { Log } from './log.ts';
import { LogReader } from './reader.ts';
import { createPostLog } from './replay.ts';

/** A source as the cluster runs it: read by one node, and by all others from the log. */
export interface ClusterSource {
  readonly name: string;
  /** Creates the source where it is read. */
  readonly create: (context: TermContext) => Source;
  /** Whether it reports itself what it missed since another node read it. */
  readonly reportsGaps: boolean;
  /** Whether its upstream allows one connection at a time, which must not be lost to an election of NATS. */
  readonly isExclusive: boolean;
}

export type Role = 'all' | 'ingest' | 'gateway';

export interface ClusterOptions {
  readonly log: Log;
  readonly role: Role;
  /** The name of this node. */
  readonly node: string;
  readonly sources: readonly ClusterSource[];
  readonly interest: {
    readonly publish: (querySet: QuerySet) => Observable<never>;
    readonly querySet$: Observable<QuerySet>;
  };
  /** Emits whether the graph of this node can accept more, and the last value at once. */
  readonly canAccept$: Observable<boolean>;
  readonly maxLagMs: number;
  /** The time for which the log keeps what it has, in ms. */
  readonly keepMs: number;
  readonly accepts: (post: Post) => boolean;
  readonly maxRecentPosts: number;
  readonly maxWaitingPosts: number;
  readonly stop$: Observable<unknown>;
  readonly scheduler: SchedulerLike;
}

export interface Cluster {
  /** The sources of this node's graph; none on a node that only ingests. */
  readonly sources: readonly Source[];
  /** Whether this node serves clients: one that only ingests has nothing to send to them. */
  readonly isServing: boolean;
  /** The log's port of the graph. */
  readonly log: PostLog;
  /** Reads from upstream what this node leads. Never emits; completes after `stop$`. Errors for our own corruption. */
  readonly run$: Observable<never>;
  /** Resolves when this node knows where it stands in the log, or can't find out. */
  readonly begun: () => Promise<unknown>;
  /** Returns the age of the post that was read last, in ms. */
  readonly lagMs: () => number;
  /** Returns for each source that this node may lead whether it does. */
  readonly leads: () => readonly { readonly source: string; readonly isLeading: boolean }[];
}

/** A raft election of NATS takes 4 to 9 s, which may cost a connection that comes again at once, but not X's only one. */
const times: LeadTimes = { stepDownMs: 3_000, takeoverMs: 4_000 };
const exclusiveTimes: LeadTimes = { stepDownMs: 12_000, takeoverMs: 15_000 };

/** The longest wait for the log before a gateway accepts clients without it, in ms. */
const beginMs = 5_000;

/** Creates a node's part in a cluster over a log. */
export function createCluster(options: ClusterOptions): Cluster {
  const { log, role, node, interest, canAccept$, maxLagMs, keepMs, scheduler, stop$ } = options;
  const reader = new LogReader({ log, canAccept$, maxLagMs, scheduler });
  const leading = new Map(options.sources.map(({ name }) => [name, false]));
  const sources = options.sources.map(({ name, isExclusive }, index) =>
    createLogSource({
      ...{ name, reader, scheduler },
      publish: index === 0 ? interest.publish : () => NEVER,
      silenceMs: (isExclusive ? exclusiveTimes : times).stepDownMs,
    }),
  );
  const ingests = options.sources.map((source) =>
    ingest({
      ...options,
      ...(source.isExclusive ? exclusiveTimes : times),
      ...{ log, node, stop$, scheduler },
      name: source.name,
      create: source.create,
      reportsGaps: source.reportsGaps,
      querySet$: interest.querySet$,
      onLead: (isLeading) => {
        leading.set(source.name, isLeading);
      },
    }),
  );
  // It fails for our own corruption, which must not be only the end of its sources.
  const reads$ = reader.events$.pipe(takeUntil(stop$));
  const isBegun$ = merge(
    timer(0, 50, scheduler).pipe(
      map(() => reader.hasBegun),
      filter(Boolean),
    ),
    timer(beginMs, scheduler),
  );
  return {
    sources: role === 'ingest' ? [] : sources,
    isServing: role !== 'ingest',
    log: createPostLog({ log, reader, keepMs, scheduler }),
    run$: merge(role === 'gateway' ? EMPTY : merge(...ingests), role === 'ingest' ? EMPTY : reads$).pipe(
      ignoreElements(),
    ),
    begun: () => (role === 'ingest' ? Promise.resolve() : firstValueFrom(isBegun$, { defaultValue: false })),
    lagMs: () => reader.lagMs(),
    leads: () => Array.from(leading, ([source, isLeading]) => ({ source, isLeading })),
  };
}
