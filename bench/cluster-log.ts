import { asyncScheduler, EMPTY, firstValueFrom, map, NEVER, Observable, of, ReplaySubject } from 'rxjs';
import { decodeHeader } from '../src/cluster/chunk.ts';
import { createCluster, namesOf, openNats, type ClusterSource } from '../src/cluster/index.ts';
import type { Log } from '../src/cluster/log.ts';
import type { Totals } from '../src/cluster/totals.ts';
import { defaultLimits, type SourceEvent } from '../src/graph/index.ts';
import type { Post } from '../src/model/index.ts';
import { parseQuery } from '../src/query/index.ts';
import type { Backpressure } from '../src/sources/index.ts';
import type { PassOptions } from './cluster-graph.ts';

/** The name of the source of the posts. */
export const sourceName = 'push';

const common = {
  maxLagMs: Infinity,
  keepMs: 3_600_000,
  accepts: () => true,
  maxRecentPosts: defaultLimits.maxRecentPosts,
  maxWaitingPosts: defaultLimits.maxWaitingPosts,
  scheduler: asyncScheduler,
};

/** Opens a log of its own in JetStream. */
export function openLog(servers: readonly string[], name: string) {
  return openNats({
    ...{ servers, names: namesOf(name), node: 'bench', credsFile: '', caFile: '' },
    ...{ keepMs: 3_600_000, maxBytes: 1_073_741_824, replicas: 1 },
  });
}

/** Leads a source until the returned function is called, as the only node that ingests. */
export function lead(log: Log, source: ClusterSource): () => Promise<void> {
  const stop$ = new ReplaySubject<'stop'>(1);
  const leader = createCluster({
    ...{ ...common, log, role: 'ingest', node: 'leader', sources: [source], canAccept$: of(true), stop$ },
    interest: { publish: () => EMPTY, querySet$: of([parseQuery('pizza')]) },
  });
  const done = new Promise<void>((resolve, reject) => {
    leader.run$.subscribe({ complete: resolve, error: reject });
  });
  return async () => {
    stop$.next('stop');
    await done;
  };
}

/** Emits posts as fast as they are taken. */
export function emitPosts(posts: readonly Post[], backpressure: Backpressure): Observable<SourceEvent> {
  return new Observable((subscriber) => {
    let next = 0;
    subscriber.next({ type: 'state', source: sourceName, state: 'live' });
    return backpressure.canAccept$.subscribe(() => {
      for (; backpressure.canAccept() && next < posts.length; next += 1) {
        const post = posts[next];
        if (post !== undefined) subscriber.next({ type: 'post', post });
      }
    });
  });
}

/** Leads a source that emits posts as fast as they are taken; returns how many come into the log in a second. */
export async function appendPosts(log: Log, posts: readonly Post[]): Promise<number> {
  const started = Promise.withResolvers<number>();
  const stop = lead(log, {
    ...{ name: sourceName, reportsGaps: true, isExclusive: false },
    create: ({ canAccept, canAccept$ }) => ({
      name: sourceName,
      open: () => {
        started.resolve(performance.now());
        return emitPosts(posts, { canAccept, canAccept$ });
      },
    }),
  });
  const from = await started.promise;
  const totals = await totalsWhen(log, (appended) => appended.posts === posts.length);
  const seconds = (performance.now() - from) / 1_000;
  await stop();
  if (totals.shed > 0) throw new Error(`Posts were shed: ${JSON.stringify(totals)}`);
  return posts.length / seconds;
}

/** Asks for the last chunk until its totals are as wanted. */
async function totalsWhen(log: Log, isDone: (totals: Totals) => boolean): Promise<Totals> {
  for (;;) {
    const last = await firstValueFrom(log.last(sourceName));
    const totals = last && decodeHeader(last).totals;
    if (totals !== undefined && isDone(totals)) return totals;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
/** Reads as a gateway does, but from the first message of the log on. */
export function readLog(log: Log): PassOptions['open'] {
  const source: ClusterSource = {
    ...{ name: sourceName, reportsGaps: true, isExclusive: false },
    create: () => ({ name: sourceName, open: () => NEVER }),
  };
  return ({ backpressure, stop$ }) => {
    let isFirst = true;
    const state = () =>
      log.state().pipe(
        map((known) => {
          const begun = isFirst ? { ...known, last: known.first - 1 } : known;
          isFirst = false;
          return begun;
        }),
      );
    return createCluster({
      ...{ ...common, log: { ...log, state }, role: 'gateway', node: 'gateway', sources: [source], stop$ },
      interest: { publish: () => NEVER, querySet$: NEVER },
      canAccept$: backpressure.canAccept$,
    });
  };
}
