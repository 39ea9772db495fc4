import { availableParallelism } from 'node:os';
import { asyncScheduler, ReplaySubject, Subject, type Observable } from 'rxjs';
import { createBackpressure, type ObservedBackpressure } from '../src/app/backpressure.ts';
import { observe } from '../src/app/observe.ts';
import { deliver } from '../src/delivery/index.ts';
import type { ClientSession } from '../src/delivery/session.ts';
import { createGraph, defaultLimits, type PostLog, type Source } from '../src/graph/index.ts';
import type { EngineLedger } from '../src/model/index.ts';
import { createPool } from '../src/scoring/index.ts';
import { rareQueries } from './graph-queries.ts';
import { connectSessions } from './graph-run.ts';

/** The input of the graph in a pass. */
export interface Reading {
  readonly sources: readonly Source[];
  readonly log?: PostLog;
  /** Runs beside the graph while it is subscribed to. Never emits. */
  readonly run$: Observable<never>;
}

export interface PassOptions {
  readonly posts: number;
  /** The texts from whose words the queries are made. */
  readonly texts: readonly string[];
  readonly sessions: number;
  readonly open: (context: {
    readonly backpressure: ObservedBackpressure;
    readonly stop$: Observable<unknown>;
  }) => Reading;
}

/**
 * Runs the whole graph, with a pool and with sessions on sockets in memory, until so many posts have come through it.
 * Returns the CPU time of the main thread, and of the whole process, for each post, in µs.
 */
export async function passGraph({ posts, texts, sessions: count, open }: PassOptions) {
  const workers = Math.max(1, availableParallelism() - 1);
  const pool = createPool({ scorer: 'vader', workers, onFailure: fail });
  const backpressure = createBackpressure(defaultLimits.maxWaitingPosts / 4);
  const observed = observe(backpressure.probe);
  const stop$ = new ReplaySubject<'stop'>(1);
  const sessions$ = new Subject<ClientSession>();
  const { sources, log, run$ } = open({ backpressure, stop$ });
  const ports = {
    ...{ sessions$, stop$, sources, scorer: pool, deliver, probe: observed.probe, instanceId: 'bench' },
    ...(log && { log }),
    scheduler: asyncScheduler,
  };
  const graph$ = createGraph(ports, { ...defaultLimits, quietMs: 0, maxBatches: 2 * workers });
  const done = Promise.all([ended(graph$), ended(run$)]);
  const [thread, all] = [process.threadCpuUsage(), process.cpuUsage()];
  const sessions = connectSessions(rareQueries(count, texts), sessions$);
  await untilAll(observed.ledger, posts);
  const [threadUsed, allUsed] = [process.threadCpuUsage(thread), process.cpuUsage(all)];
  stop$.next('stop');
  await done;
  await pool.close();
  const delivered = sessions.reduce((sum, session) => sum + session.ledger().delivered, 0);
  const microsOf = ({ user, system }: NodeJS.CpuUsage): number => (user + system) / posts;
  return { delivered, microsPerPost: microsOf(threadUsed), processMicrosPerPost: microsOf(allUsed) };
}

function ended(work$: Observable<unknown>): Promise<void> {
  return new Promise((resolve, reject) => {
    work$.subscribe({ complete: resolve, error: reject });
  });
}

async function untilAll(ledger: () => EngineLedger, posts: number): Promise<void> {
  for (;;) {
    const { received, pending, shed } = ledger();
    if (shed > 0 || received > posts) fail(new Error(JSON.stringify(ledger())));
    if (received === posts && pending === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

function fail(error: Error): never {
  throw error;
}
