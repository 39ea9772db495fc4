import { everydayQueries, rareQueries } from './graph-queries.ts';
import { fail, startGraph } from './graph-run.ts';
import { runOriginal } from './original.ts';
import { median, readTexts, time, type Run } from './support.ts';

const rounds = 5;
const postCount = 60_000;
const sides = [10, 10_000] as const;
const few = { rounds: 1, postCount: 20_000, sides: [10, 1_000] } as const;
/** Posts before anything is timed in a sustained run, and those that are timed. */
const sustained = { warmUp: 60_000, posts: 200_000, rounds: 3 } as const;
/** About 18 % of real posts match one of these. */
const everyday = { count: 62_500, pairs: 3_000, vocabulary: 820 } as const;

/**
 * Posts through the whole graph, with the pool and with sessions on sockets in memory, in turns: with ten sessions, and
 * with ten thousand whose queries are all distinct and of which the same ten find something. The worker's start and the
 * end of all sessions are timed as well, unless the run is `sustained`. `everyday` has many queries of common words.
 */
export const run: Run = async ({ small }) => {
  const { source, texts } = readTexts();
  const strings = texts.map(({ text }) => text);
  if (small) return { source, ...(await comparePasses(strings, few)) };
  return {
    source,
    ...(await comparePasses(strings, { rounds, postCount, sides })),
    sustained: await runSustained(strings),
    everyday: await runEveryday(strings),
  };
};

interface PassOptions {
  readonly rounds: number;
  readonly postCount: number;
  /** The numbers of sessions: a small one and a large one. */
  readonly sides: readonly [number, number];
}

async function comparePasses(texts: readonly string[], { rounds, postCount, sides }: PassOptions) {
  const original = sides.map((): number[] => []);
  const figures = sides.map((): Passed[] => []);
  for (let round = -1; round < rounds; round += 1) {
    for (const [index, sessions] of sides.entries()) {
      const queries = rareQueries(sessions, texts);
      const figure = await pass(queries, texts, postCount);
      const theirs = passOriginal(texts, queries);
      if (round < 0) continue;
      figures[index]?.push(figure);
      original[index]?.push(theirs);
    }
  }
  const [least = NaN, most = NaN] = figures.map((side) => median(side.map(({ postsPerSecond }) => postsPerSecond)));
  const [leastOriginal = NaN, mostOriginal = NaN] = original.map(median);
  const bySide = <T>(values: readonly T[]) => Object.fromEntries(sides.map((side, index) => [side, values[index]]));
  return {
    posts: postCount,
    rounds,
    postsPerSecond: bySide([Math.round(least), Math.round(most)]),
    ratio: most / least,
    original: bySide([Math.round(leastOriginal), Math.round(mostOriginal)]),
    ratioToOriginal: bySide([least / leastOriginal, most / mostOriginal]),
    resultsDelivered: bySide(figures.map((side) => side[0]?.delivered)),
  };
}

interface Passed {
  readonly postsPerSecond: number;
  readonly delivered: number;
  readonly matched: number;
}

/** A graph from the start of its workers to the end of its sessions. */
async function pass(queries: readonly string[], texts: readonly string[], posts = postCount): Promise<Passed> {
  const graph = await startGraph(queries, texts);
  const start = performance.now();
  await graph.feed(posts);
  await graph.stop();
  const seconds = (performance.now() - start) / 1_000;
  await graph.closePool();
  const ledger = graph.ledger();
  if (ledger.pending !== 0 || ledger.received !== posts || ledger.shed > 0) fail(new Error(JSON.stringify(ledger)));
  return { postsPerSecond: posts / seconds, delivered: graph.delivered(), matched: ledger.scored / posts };
}

/**
 * The same with workers that are ready and code that is compiled, for longer, until the last result is delivered: what a
 * server does that has been running for a while.
 */
async function runSustained(texts: readonly string[]) {
  const rates = sides.map((): number[] => []);
  const cpu = sides.map((): number[] => []);
  for (let round = 0; round < sustained.rounds; round += 1) {
    for (const [index, sessions] of sides.entries()) {
      const figure = await sustain(rareQueries(sessions, texts), texts);
      rates[index]?.push(figure.postsPerSecond);
      cpu[index]?.push(figure.microsPerPost);
    }
  }
  const [few = NaN, many = NaN] = rates.map(median);
  const [fewMicros = NaN, manyMicros = NaN] = cpu.map(median);
  return {
    posts: sustained.posts,
    rounds: sustained.rounds,
    postsPerSecond: { '10': Math.round(few), '10000': Math.round(many) },
    ratio: many / few,
    /** CPU time of the main thread. */
    microsPerPost: { '10': fewMicros, '10000': manyMicros },
  };
}

async function sustain(queries: readonly string[], texts: readonly string[]) {
  const graph = await startGraph(queries, texts);
  await graph.prepare();
  await graph.feed(sustained.warmUp);
  await graph.untilIdle();
  const [start, before] = [performance.now(), process.threadCpuUsage()];
  await graph.feed(sustained.posts);
  await graph.untilIdle();
  const seconds = (performance.now() - start) / 1_000;
  const { user, system } = process.threadCpuUsage(before);
  await graph.stop();
  await graph.closePool();
  return { postsPerSecond: sustained.posts / seconds, microsPerPost: (user + system) / sustained.posts };
}

/** Many queries of words that many posts have, most of which find something only together with another word. */
async function runEveryday(texts: readonly string[]) {
  const queries = everydayQueries(everyday, texts);
  const whole: Passed[] = [];
  const steady: Awaited<ReturnType<typeof sustain>>[] = [];
  for (let round = 0; round < sustained.rounds; round += 1) {
    whole.push(await pass(queries, texts));
    steady.push(await sustain(queries, texts));
  }
  return {
    queries: queries.length,
    pairs: everyday.pairs,
    matchedShare: whole[0]?.matched,
    resultsDelivered: whole[0]?.delivered,
    postsPerSecond: Math.round(median(whole.map(({ postsPerSecond }) => postsPerSecond))),
    sustained: {
      postsPerSecond: Math.round(median(steady.map(({ postsPerSecond }) => postsPerSecond))),
      microsPerPost: median(steady.map(({ microsPerPost }) => microsPerPost)),
    },
  };
}

/** Posts per second of the original's algorithm, with the same queries, over every text once. */
function passOriginal(texts: readonly string[], queries: readonly string[]): number {
  let frames = 0;
  const send = (): void => {
    frames += 1;
  };
  const sessions = queries.map((query) => ({ query, send }));
  const ms = time(() => {
    runOriginal(texts, sessions);
  });
  if (frames === 0) fail(new Error('The original matched nothing.'));
  return (texts.length * 1_000) / ms;
}
