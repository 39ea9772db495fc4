import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asyncScheduler, NEVER, takeUntil } from 'rxjs';
import { postToWire, type Post } from '../src/model/index.ts';
import { createFileSource } from '../src/sources/index.ts';
import { NatsServers } from '../test/support/nats-servers.ts';
import { passGraph, type PassOptions } from './cluster-graph.ts';
import { appendPosts, emitPosts, openLog, readLog, sourceName } from './cluster-log.ts';
import { measureGateways } from './cluster-gateways.ts';
import { median, readTexts, type Run } from './support.ts';

const postCount = 100_000;
const sessions = 1_000;
const rounds = 5;

/**
 * Measures the cost of a cluster, on one NATS server of its own: posts that a leader appends in a second; the time of a
 * gateway for each post that it reads from the log, beside the same graph in one process that reads the same posts from a
 * file, in turns; and the frames that gateways send.
 */
export const run: Run = async () => {
  const { source, texts } = readTexts();
  const strings = texts.map(({ text }) => text);
  const posts = Array.from({ length: postCount }, (_, index): Post => {
    const text = strings[index % strings.length] ?? '';
    return {
      ...{ id: String(index), source: sourceName, text, at: 1_700_000_000_000 + index, lang: 'en' },
      author: `author${index}`,
      createdAt: new Date(1_700_000_000_000 + index).toISOString(),
    };
  });
  const folder = mkdtempSync(join(tmpdir(), 'undertone-bench-'));
  const file = join(folder, 'posts.ndjson');
  writeFileSync(file, posts.map((post) => `${JSON.stringify(postToWire(post))}\n`).join(''));
  const servers = await NatsServers.start(1);
  try {
    const appended: number[] = [];
    for (let round = 0; round <= rounds; round += 1) {
      const log = await openLog(servers.urls, `append${round}`);
      appended.push(await appendPosts(log, posts));
      await log.close();
    }
    const costs = await compareCosts(servers.urls, { posts, texts: strings, file });
    const gateways = await measureGateways(servers.urls);
    return {
      ...{ source, posts: postCount, sessions, rounds },
      // The first round, in which code is compiled, is not counted.
      appendedPostsPerSecond: Math.round(median(appended.slice(1))),
      ...costs,
      gateways,
    };
  } finally {
    await servers.stop();
    rmSync(folder, { recursive: true });
  }
};

interface Compared {
  readonly texts: readonly string[];
  readonly file: string;
}

/** The sides by what their graph reads: the log, the file, and posts that are in memory, which no program can do. */
const sideNames = ['gateway', 'single', 'memory'] as const;
type SideName = (typeof sideNames)[number];
type Cost = Awaited<ReturnType<typeof passGraph>>;

/** The log of the last round of appends has the same posts as the file. */
async function compareCosts(urls: readonly string[], { posts, texts, file }: Compared) {
  const log = await openLog(urls, `append${rounds}`);
  const opens: Record<SideName, PassOptions['open']> = {
    gateway: readLog(log),
    single: ({ backpressure, stop$ }) => {
      const source = { name: sourceName, path: file, speed: Infinity, loop: false };
      const services = { now: Date.now, backpressure, scheduler: asyncScheduler };
      return { sources: [createFileSource({ ...source, ...services })], run$: NEVER.pipe(takeUntil(stop$)) };
    },
    memory: ({ backpressure, stop$ }) => {
      const sources = [{ name: sourceName, open: () => emitPosts(posts, backpressure) }];
      return { sources, run$: NEVER.pipe(takeUntil(stop$)) };
    },
  };
  const costs: Record<SideName, Cost[]> = { gateway: [], single: [], memory: [] };
  for (let round = 0; round <= rounds; round += 1) {
    for (const side of sideNames)
      costs[side].push(await passGraph({ posts: posts.length, texts, sessions, open: opens[side] }));
  }
  await log.close();
  const medians = (key: keyof Cost): Record<SideName, number> => {
    const of = (side: SideName): number => median(costs[side].slice(1).map((cost) => cost[key]));
    return { gateway: of('gateway'), single: of('single'), memory: of('memory') };
  };
  const [microsPerPost, processMicrosPerPost] = [medians('microsPerPost'), medians('processMicrosPerPost')];
  const { gateway: delivered, single } = medians('delivered');
  if (delivered !== single) throw new Error(`One side delivered ${delivered} results, the other ${single}.`);
  return {
    ...{ delivered, microsPerPost, processMicrosPerPost },
    ratio: microsPerPost.gateway / microsPerPost.single,
    ratioToMemory: microsPerPost.gateway / microsPerPost.memory,
  };
}

interface Compared {
  readonly posts: readonly Post[];
  readonly texts: readonly string[];
  readonly file: string;
}
