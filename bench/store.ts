import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { availableParallelism } from 'node:os';
import { asyncScheduler, concat, ignoreElements, NEVER, of, ReplaySubject, tap } from 'rxjs';
import { observe } from '../src/app/observe.ts';
import { createGraph, defaultLimits, type Delivery, type Session } from '../src/graph/index.ts';
import { parseQuery } from '../src/query/index.ts';
import { createPool } from '../src/scoring/index.ts';
import { createStore, type Archive } from '../src/store/index.ts';
import { createBenchSource } from './bench-source.ts';
import { median, readTexts, type Run } from './support.ts';
import { writeResults } from './write-results.ts';

const queries = 1_000;
const postsPerSecond = 5_000;
const seconds = 8;
const rounds = 2;
const dayMs = 86_400_000;
const monthBuckets = (30 * dayMs) / 10_000;

/**
 * Measures what the store costs subscribers: posts at a steady pace through the whole graph, each for one of a thousand
 * queries, with the store and without, in turns. Then a month of buckets of one query, a post in each: written as fast as
 * possible, and read at several steps.
 */
export const run: Run = async () => {
  const { source, texts } = readTexts();
  const strings = texts.map(({ text }) => text);
  const sides = { without: new Array<Figures>(), with: new Array<Figures>() };
  await pass(strings, undefined, 1);
  for (let round = 0; round < rounds; round += 1) {
    sides.without.push(await pass(strings, undefined, seconds));
    const figures = await inStore((store) => pass(strings, store, seconds));
    sides.with.push(figures);
  }
  const [without, withStore] = [summed(sides.without), summed(sides.with)];
  return {
    source,
    queries,
    postsPerSecond,
    rounds,
    without,
    with: withStore,
    ratio: withStore.deliveredPerSecond / without.deliveredPerSecond,
    month: await inStore(month),
  };
};

interface Figures {
  readonly deliveredPerSecond: number;
  readonly latencyMs: readonly number[];
  readonly mostWaiting: number;
  readonly shed: number;
  /** The time from the last delivery until everything was written, in ms. */
  readonly behindMs: number;
}

function summed(rows: readonly Figures[]) {
  const latency = rows.flatMap(({ latencyMs }) => latencyMs).sort((a, b) => a - b);
  const at = (share: number): number => latency[Math.floor(latency.length * share)] ?? NaN;
  return {
    deliveredPerSecond: median(rows.map(({ deliveredPerSecond }) => deliveredPerSecond)),
    latencyMs: { p50: at(0.5), p99: at(0.99) },
    mostWaiting: Math.max(...rows.map(({ mostWaiting }) => mostWaiting)),
    shed: rows.reduce((sum, { shed }) => sum + shed, 0),
    behindMs: Math.max(...rows.map(({ behindMs }) => behindMs)),
  };
}

async function inStore<T>(work: (store: Archive) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'undertone-bench-'));
  const store = createStore({
    spec: { kind: 'sqlite', path: join(folder, 'store.db') },
    keepPostsMs: dayMs,
    idsOnly: () => false,
    onTrouble: (error) => {
      if (error !== undefined) throw error;
    },
  });
  const result = await work(store);
  await store.close();
  rmSync(folder, { recursive: true });
  return result;
}

async function pass(texts: readonly string[], store: Archive | undefined, forSeconds: number): Promise<Figures> {
  const workers = Math.max(1, availableParallelism() - 1);
  const pool = createPool({
    scorer: 'vader',
    workers,
    onFailure: (error) => {
      throw error;
    },
  });
  const stop$ = new ReplaySubject<'stop'>(1);
  const { source, upstream: opened } = createBenchSource();
  const sentAt: number[] = [];
  const latencyMs: number[] = [];
  let lastAt = 0;
  const record = (delivery: Delivery): void => {
    if (delivery.type !== 'result') return;
    lastAt = performance.now();
    latencyMs.push(lastAt - (sentAt[Number(delivery.result.post.id)] ?? NaN));
  };
  const graph$ = createGraph(
    {
      sessions$: of(...Array.from({ length: queries }, (_, index) => sessionOf(index))),
      stop$,
      sources: [source],
      scorer: pool,
      deliver: (_, deliveries$) => deliveries$.pipe(tap(record), ignoreElements()),
      ...(store !== undefined && { store }),
      probe: observe().probe,
      instanceId: 'bench',
      scheduler: asyncScheduler,
    },
    { ...defaultLimits, quietMs: 0, maxBatches: 2 * workers },
  );
  const done = new Promise<void>((resolve, reject) => {
    graph$.subscribe({ complete: resolve, error: reject });
  });
  const upstream = await opened;
  let mostWaiting = 0;
  const start = performance.now();
  await pace(forSeconds, (index) => {
    mostWaiting = Math.max(mostWaiting, store?.health().waiting ?? 0);
    sentAt[index] = performance.now();
    const text = `${texts[index % texts.length] ?? ''} topic${index % queries}`;
    upstream.next({ type: 'post', post: { id: String(index), source: 'bench', text, at: Date.now() } });
  });
  stop$.next('stop');
  await done;
  const behindMs = performance.now() - lastAt;
  await pool.close();
  const { full, failed } = store?.health().shed ?? { full: 0, failed: 0 };
  return {
    deliveredPerSecond: (latencyMs.length * 1_000) / (lastAt - start),
    latencyMs,
    mostWaiting,
    shed: full + failed,
    behindMs,
  };
}

function sessionOf(index: number): Session {
  const query = parseQuery(`topic${index}`);
  return {
    id: String(index),
    intents$: concat(of({ type: 'track' as const, id: '', query }), NEVER),
    closed$: NEVER,
    end: (cause) => {
      throw cause;
    },
  };
}

/** Calls at a steady pace, as exactly as a timer allows. */
async function pace(forSeconds: number, post: (index: number) => void): Promise<void> {
  const start = performance.now();
  let sent = 0;
  while (sent < forSeconds * postsPerSecond) {
    const due = Math.min(forSeconds * postsPerSecond, ((performance.now() - start) * postsPerSecond) / 1_000);
    for (; sent < due; sent += 1) post(sent);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** Writes and reads a month of one query with a post in every bucket of 10 s. */
async function month(store: Archive) {
  const matches = [{ query: parseQuery('pizza'), spans: [] }];
  const from = Math.floor(Date.now() / dayMs - 30) * dayMs;
  const score = { compound: 0.4215, pos: 0.2, neu: 0.8, neg: 0 };
  const topics = [{ compound: -0.1, polarityIndex: 1 as const }];
  const start = performance.now();
  await writeResults(store, monthBuckets, (index) => {
    const at = from + index * 10_000;
    const post = { id: String(index), source: 'bench', text: 'I love pizza and so does everyone in Rome', at };
    return { at, result: { post, matches, hashtags: { pizza: 1, rome: 2 }, score, topics } };
  });
  const resultsPerSecond = Math.round((monthBuckets * 1_000) / (performance.now() - start));
  const request = { query: 'pizza', from, to: from + 30 * dayMs };
  const readMs: Record<string, number> = {};
  for (const [name, step] of [
    ['1h', 3_600_000],
    ['6h', 21_600_000],
    ['5m', 300_000],
    ['4m30s', 270_000],
  ] as const) {
    const times: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      const before = performance.now();
      const buckets = await store.buckets({ ...request, step });
      times.push(performance.now() - before);
      if (buckets.length !== (30 * dayMs) / step) throw new Error(`${buckets.length} buckets at ${name}`);
    }
    readMs[name] = median(times);
  }
  let exported = 0;
  const beforeExport = performance.now();
  for await (const page of store.exported(request)) exported += page.length;
  const exportedPerSecond = Math.round((exported * 1_000) / (performance.now() - beforeExport));
  return { buckets: monthBuckets, resultsPerSecond, readMs, exportedPerSecond };
}
