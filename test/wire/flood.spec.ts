import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { asyncScheduler, first, interval, timer } from 'rxjs';
import { afterEach, expect, it, vi } from 'vitest';
import { balances } from '../../src/model/index.ts';
import { createBluesky, createFileSource, createX, noCursors } from '../../src/sources/index.ts';
import { floodAsJetstream, floodAsX, floodLines } from '../support/fakes/flood.ts';
import { eventually } from '../../src/testing/source-listener.ts';
import { startSlowGraph, type SlowGraphOptions } from '../support/slow-graph.ts';

// A few seconds on a quiet machine.
vi.setConfig({ testTimeout: 120_000 });
const flood = { posts: 25_000, bytes: 4_096 };
const releases: (() => unknown)[] = [];
afterEach(async () => {
  for (const release of releases.splice(0)) await release();
});

const limits = { maxWaitingPosts: 2_000, maxBatchPosts: 64 };
const live = { random: () => 0, scheduler: asyncScheduler };

/** A pool that takes 2 ms for each batch. */
const slow = () => timer(2);

/** A pool that returns nothing until all posts have come. */
const stuck: SlowGraphOptions['answer'] = (ledger) => interval(5).pipe(first(() => ledger().received >= flood.posts));

/** Returns the ledger, and the largest number of posts that were pending at once. */
async function endure(answer: SlowGraphOptions['answer'], source: SlowGraphOptions['source']) {
  const graph = startSlowGraph({ ...limits, answer, source });
  await eventually(() => graph.ledger().received >= flood.posts && graph.ledger().pending === 0);
  await graph.stop();
  expect(balances(graph.ledger())).toBe(true);
  return { ...graph.ledger(), mostPending: graph.mostPending() };
}

it('Bluesky waits for a slow pool, and no post is shed', async () => {
  const { url, close } = await floodAsJetstream(flood);
  releases.push(close);
  const common = { name: 'bluesky', base: url, wants: () => true, cursors: noCursors };
  const seen = await endure(slow, ({ canAccept$ }) => createBluesky({ ...live, ...common, canAccept$ }));
  expect(seen).toMatchObject({ received: flood.posts, scored: flood.posts, shed: 0 });
  expect(seen.mostPending).toBeLessThan(limits.maxWaitingPosts);
});

it('a file waits for a slow pool, and no post is shed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'undertone-'));
  releases.push(() => {
    rmSync(folder, { recursive: true });
  });
  const path = join(folder, 'posts.ndjson');
  await pipeline(Readable.from(floodLines(flood)), createWriteStream(path));
  const common = { name: 'file', path, speed: Infinity, loop: false, now: () => 0, scheduler: asyncScheduler };
  const seen = await endure(slow, (backpressure) => createFileSource({ ...common, backpressure }));
  expect(seen).toMatchObject({ received: flood.posts, scored: flood.posts, shed: 0 });
  expect(seen.mostPending).toBeLessThan(limits.maxWaitingPosts);
});

it('X does not wait: posts beyond the limit are shed and counted', async () => {
  const { url, close } = await floodAsX(flood);
  releases.push(close);
  const seen = await endure(stuck, () => createX({ ...live, name: 'x', base: url, token: 'good', fill: false }));
  expect(seen.received).toBe(flood.posts);
  expect(seen.shed).toBeGreaterThan(0);
  expect(seen.scored + seen.shed).toBe(flood.posts);
  // The waiting posts, those in the pool's batches, and those in the batch that is being filled.
  expect(seen.mostPending).toBeLessThanOrEqual(limits.maxWaitingPosts + 4 * limits.maxBatchPosts);
});
