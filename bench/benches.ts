import type { MainFigures } from './comparison.ts';
import type { Run } from './support.ts';

/** A bench: how it is loaded, and the figures by which two versions of the code are compared. */
export interface Bench {
  readonly load: () => Promise<{ readonly run: Run }>;
  readonly main: MainFigures;
  /** Runs only when it is named: it takes an hour, a browser, other servers, or most of the machine. */
  readonly byNameOnly?: true;
}

/** The benches by name; each is loaded only when it runs. A `*` in a figure's path stands for any key. */
export const benches: Readonly<Record<string, Bench>> = {
  score: {
    load: () => import('./score.ts'),
    main: { better: 'higher', paths: ['textsPerSecond.undertone'] },
  },
  pool: {
    load: () => import('./pool.ts'),
    main: { better: 'higher', paths: ['postsPerSecond.*'] },
  },
  match: {
    load: () => import('./match.ts'),
    main: { better: 'lower', paths: ['microsPerPost.*'] },
  },
  graph: {
    load: () => import('./graph.ts'),
    main: { better: 'higher', paths: ['postsPerSecond.*'] },
  },
  fanout: {
    load: () => import('./fanout.ts'),
    main: { better: 'higher', paths: ['sockets.*.messagesPerCpuSecond.*'] },
  },
  restart: {
    load: () => import('./restart.ts'),
    main: { better: 'lower', paths: ['seconds.changing'] },
  },
  start: {
    load: () => import('./start.ts'),
    main: { better: 'lower', paths: ['ms.*.again'] },
  },
  latency: {
    load: () => import('./latency.ts'),
    main: { better: 'lower', paths: ['ms.p50', 'ms.p99'] },
  },
  storm: {
    load: () => import('./storm.ts'),
    main: { better: 'lower', paths: ['msUntilAllAreBack', 'othersP99Ms.meanwhile'] },
    byNameOnly: true,
  },
  memory: {
    load: () => import('./memory.ts'),
    main: { better: 'lower', paths: ['bytesPerSession.idle', 'bytesPerSession.tracking'] },
  },
  windows: {
    load: () => import('./windows.ts'),
    main: { better: 'lower', paths: ['*.bytesPerWindow', '*.microsPerSummary'] },
  },
  flood: {
    load: () => import('./flood.ts'),
    main: { better: 'lower', paths: ['*.grownMiB'] },
  },
  learned: {
    load: () => import('./learned.ts'),
    main: { better: 'higher', paths: ['topics.*.accuracy', 'texts.*.accuracy'] },
    byNameOnly: true,
  },
  topics: {
    load: () => import('./topics.ts'),
    main: { better: 'higher', paths: ['sets.*.accuracy'] },
  },
  store: {
    load: () => import('./store.ts'),
    main: { better: 'higher', paths: ['with.deliveredPerSecond', 'month.resultsPerSecond', 'month.exportedPerSecond'] },
  },
  cluster: {
    load: () => import('./cluster.ts'),
    main: { better: 'lower', paths: ['microsPerPost.gateway'] },
    byNameOnly: true,
  },
  hostile: {
    load: () => import('./hostile.ts'),
    main: { better: 'lower', paths: ['attacks.*.with.p99Ms'] },
    byNameOnly: true,
  },
  page: {
    load: () => import('./page.ts'),
    main: { better: 'lower', paths: ['clickMs.median'] },
    byNameOnly: true,
  },
  soak: {
    load: () => import('./soak.ts'),
    main: { better: 'lower', paths: ['heapMiB.late'] },
    byNameOnly: true,
  },
};
