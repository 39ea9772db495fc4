import { spawn } from 'node:child_process';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { asyncScheduler, timer } from 'rxjs';
import { createBluesky, createFileSource, createX, noCursors } from '../src/sources/index.ts';
import { floodLines } from '../test/support/fakes/flood.ts';
import { startSlowGraph, type SlowGraphOptions } from '../test/support/slow-graph.ts';
import type { Run } from './support.ts';

const totalBytes = Number(process.env['FLOOD_BYTES'] ?? 2 ** 31);
const bytes = 8_192;
const flood = { posts: Math.ceil(totalBytes / bytes), bytes };
/** A file is read in passes: what matters is what comes through, not what lies on the disk. */
const filePosts = Math.min(flood.posts, 16_384);
/** What the program may take at most, in MiB, above what it took before. */
const boundMiB = 512;

/** 2 GB from each of three sources, as fast as they can, into a pool that takes 5,000 posts a second. */
export const run: Run = async () => {
  const live = { random: () => 0, scheduler: asyncScheduler };
  const bluesky = await withSender('jetstream', (base) =>
    endure(({ canAccept$ }) =>
      createBluesky({ ...live, name: 'bluesky', base, wants: () => true, cursors: noCursors, canAccept$ }),
    ),
  );
  const x = await withSender('x', (base) =>
    endure(() => createX({ ...live, name: 'x', base, token: 'good', fill: false })),
  );
  return { gigabytes: totalBytes / 2 ** 30, boundMiB, bluesky, x, file: await fromFile() };
};

async function fromFile() {
  const folder = mkdtempSync(join(tmpdir(), 'undertone-'));
  const path = join(folder, 'posts.ndjson');
  await pipeline(Readable.from(floodLines({ posts: filePosts, bytes })), createWriteStream(path));
  const common = { name: 'file', path, speed: Infinity, loop: true, now: () => 0, scheduler: asyncScheduler };
  try {
    return await endure((backpressure) => createFileSource({ ...common, backpressure }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What became of the posts, how much memory that took at most beyond the start, and what is held of it at the end. */
async function endure(source: SlowGraphOptions['source']) {
  globalThis.gc?.();
  const before = process.memoryUsage.rss();
  const graph = startSlowGraph({ maxWaitingPosts: 20_000, maxBatchPosts: 256, answer: () => timer(100), source });
  const heapBefore = process.memoryUsage().heapUsed;
  let most = before;
  while (graph.ledger().received < flood.posts) {
    most = Math.max(most, process.memoryUsage.rss());
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const { received, shed } = graph.ledger();
  globalThis.gc?.();
  const heldMiB = Math.round((process.memoryUsage().heapUsed - heapBefore) / 2 ** 20);
  await graph.stop();
  const grownMiB = Math.round((most - before) / 2 ** 20);
  if (grownMiB > boundMiB) throw new Error(`It took ${grownMiB} MiB, more than the bound of ${boundMiB}.`);
  return { received, shed, mostPending: graph.mostPending(), grownMiB, heldMiB };
}

async function withSender<T>(kind: string, use: (url: string) => Promise<T>): Promise<T> {
  const script = new URL('./flood-sender.ts', import.meta.url).pathname;
  const sender = spawn(process.execPath, [script, kind, String(flood.posts), String(bytes)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const lines: readonly unknown[] = await sender.stdout.setEncoding('utf8').take(1).toArray();
    return await use(String(lines[0]).trim());
  } finally {
    sender.kill();
  }
}
