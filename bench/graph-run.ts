import { availableParallelism } from 'node:os';
import { asyncScheduler, filter, firstValueFrom, ReplaySubject, Subject } from 'rxjs';
import { createBackpressure } from '../src/app/backpressure.ts';
import { observe } from '../src/app/observe.ts';
import { deliver } from '../src/delivery/index.ts';
import { createOriginalSessions } from '../src/delivery/original-session.ts';
import { createSessionContext } from '../src/delivery/session-core.ts';
import type { ClientSession } from '../src/delivery/session.ts';
import { createGraph, defaultLimits } from '../src/graph/index.ts';
import type { EngineLedger } from '../src/model/index.ts';
import { createPool } from '../src/scoring/index.ts';
import { createBenchSource } from './bench-source.ts';
import { unlimited } from '../test/support/unlimited.ts';

/** A running graph with a pool, sessions on sockets in memory, and one source. */
export interface GraphRun {
  /** Loads the scorer in the workers. */
  readonly prepare: () => Promise<void>;
  /** Emits so many posts, as fast as the graph accepts them. */
  readonly feed: (count: number) => Promise<void>;
  /** Resolves when every post that was fed has left the graph. */
  readonly untilIdle: () => Promise<void>;
  /** Stops the graph. Resolves when it has completed. */
  readonly stop: () => Promise<void>;
  readonly ledger: () => EngineLedger;
  /** Returns the number of results that the sessions have received. */
  readonly delivered: () => number;
  readonly closePool: () => Promise<void>;
}

/** Starts a graph with a session for each query, which is fed these texts in turns. */
export async function startGraph(queries: readonly string[], texts: readonly string[]): Promise<GraphRun> {
  const workers = Math.max(1, availableParallelism() - 1);
  const pool = createPool({ scorer: 'vader', workers, onFailure: fail });
  const backpressure = createBackpressure(defaultLimits.maxWaitingPosts / 4);
  const { probe, ledger } = observe(backpressure.probe);
  const sessions$ = new Subject<ClientSession>();
  const stop$ = new ReplaySubject<'stop'>(1);
  const { source, upstream: opened } = createBenchSource();
  const graph$ = createGraph(
    {
      ...{ sessions$, stop$, probe, instanceId: 'bench', scheduler: asyncScheduler },
      sources: [source],
      scorer: pool,
      deliver,
    },
    { ...defaultLimits, quietMs: 0, maxBatches: 2 * workers },
  );
  const done = new Promise<void>((resolve, reject) => {
    graph$.subscribe({ complete: resolve, error: reject });
  });
  const sessions = connectSessions(queries, sessions$);
  const upstream = await opened;
  const isFlowing$ = backpressure.canAccept$.pipe(filter((canAccept) => canAccept));
  let fed = 0;
  return {
    prepare: pool.prepare,
    feed: async (count) => {
      for (const end = fed + count; fed < end; fed += 1) {
        const text = texts[fed % texts.length] ?? '';
        upstream.next({ type: 'post', post: { id: String(fed), source: 'bench', text, at: 0 } });
        if (fed % 256 !== 0) continue;
        await new Promise(setImmediate);
        await firstValueFrom(isFlowing$);
      }
    },
    untilIdle: async () => {
      while (ledger().received < fed || ledger().pending > 0) await new Promise(setImmediate);
    },
    stop: () => {
      stop$.next('stop');
      return done;
    },
    ledger,
    delivered: () => sessions.reduce((sum, session) => sum + session.ledger().delivered, 0),
    closePool: pool.close,
  };
}

/** Connects a session for each query, on a socket that takes every frame at once. */
export function connectSessions(queries: readonly string[], sessions$: Subject<ClientSession>) {
  const limits = {
    outbox: { maxFrames: 1_000, maxBytes: 1_048_576, maxBytesInFlight: 65_536 },
    messagesPerSecond: 1,
    queriesPerSession: 1,
  };
  const context = createSessionContext(limits, {
    ...unlimited(() => 0),
    onFirstIntent: (session) => {
      sessions$.next(session);
    },
  });
  return queries.map((query, index) => {
    const send = (__: unknown, done: () => void): void => {
      done();
    };
    const session = createOriginalSessions()({
      id: String(index),
      owner: '192.0.2.1',
      connection: { send, close: () => undefined },
      context,
    });
    session.receive(JSON.stringify({ track: query }));
    return session;
  });
}

export function fail(error: Error): never {
  throw error;
}
