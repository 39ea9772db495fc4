import { availableParallelism } from 'node:os';
import { from, lastValueFrom, mergeMap, reduce } from 'rxjs';
import type { MatchedPost } from '../src/graph/index.ts';
import type { Match } from '../src/model/index.ts';
import { parseQuery } from '../src/query/index.ts';
import { createPool, type Pool } from '../src/scoring/index.ts';
import { tokenise } from '../src/text/index.ts';
import { median, readTexts, type Run } from './support.ts';

const sizes = [1, 16, 64, 256] as const;
const rounds = 5;
/** How long a side runs in a round, about, in posts: single posts are slow. */
const postsOf = (size: number): number => (size === 1 ? 8_000 : 80_000);

/**
 * Posts, each with one topic, through the pool by the size of their batches, in turns, for each scorer. As many batches
 * are under way as the server has: two for each worker.
 */
export const run: Run = async () => {
  const { source, texts } = readTexts();
  const posts = texts.map(({ text }, index): MatchedPost => {
    return { post: { id: String(index), source: 'bench', text, at: 0 }, matches: [matchIn(text)], hashtags: {} };
  });
  const workers = Math.max(1, availableParallelism() - 1);
  const vader = await measure('vader', workers, posts);
  return { source, workers, rounds, postsPerSecond: vader, ratio: (vader['64'] ?? NaN) / (vader['1'] ?? NaN) };
};

/** A query that is found once: each post of the pool has matched one, at the least. */
function matchIn(text: string): Match {
  const [word = { start: 0, end: 0 }] = tokenise(text).filter(({ start, end }) => end - start > 3);
  return { query: parseQuery('bench'), spans: [word] };
}

async function measure(scorer: string, workers: number, posts: readonly MatchedPost[]) {
  const onFailure = (error: Error): never => {
    throw error;
  };
  const pool = createPool({ scorer, workers, onFailure });
  const seconds = sizes.map((): number[] => []);
  for (let round = -1; round < rounds; round += 1) {
    for (const [index, size] of sizes.entries()) {
      const start = performance.now();
      await drive(pool, batches(posts, size, postsOf(size)), 2 * workers);
      if (round >= 0) seconds[index]?.push((performance.now() - start) / 1_000);
    }
  }
  await pool.close();
  return Object.fromEntries(
    sizes.map((size, index) => [String(size), Math.round(postsOf(size) / median(seconds[index] ?? []))]),
  );
}

function batches(posts: readonly MatchedPost[], size: number, total: number): readonly (readonly MatchedPost[])[] {
  return Array.from({ length: Math.ceil(total / size) }, (_, batch) =>
    Array.from({ length: size }, (__, index) => posts[(batch * size + index) % posts.length]).filter(
      (post) => post !== undefined,
    ),
  );
}

/** Runs the batches through the pool, and checks that every post came back. */
async function drive(pool: Pool, all: readonly (readonly MatchedPost[])[], concurrency: number): Promise<void> {
  const scored$ = from(all).pipe(
    mergeMap((batch) => pool.score(batch), concurrency),
    reduce((count, scored) => count + scored.length, 0),
  );
  const expected = all.reduce((count, batch) => count + batch.length, 0);
  const scored = await lastValueFrom(scored$);
  if (scored !== expected) throw new Error(`${expected - scored} posts were not scored.`);
}
